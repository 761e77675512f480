import { printable } from '../text/printable.ts';
import { count } from '../text/words.ts';
import { type Draft, fact } from './draft.ts';
import { type Facts, settingOf } from './facts.ts';
import { toLockTree } from './lock-tree.ts';
import { sessionSubject } from './sessions.ts';

/** Connections that ordinary logins may have: what is kept for superusers, and from version 16 for other roles, is not theirs (20.3.1). */
export function openConnections(facts: Facts): number | null {
  const most = settingOf(facts, 'max_connections');
  if (most === null) return null;
  const kept =
    (settingOf(facts, 'superuser_reserved_connections') ?? 3) + (settingOf(facts, 'reserved_connections') ?? 0);
  return Math.max(1, most - kept);
}

/** Who blocks half of all that are connected is why they are connected. */
function causesOf(facts: Facts, used: number): readonly Pick<Draft, 'code' | 'subject'>[] {
  const { roots } = toLockTree(facts.sessions?.sessions ?? []);
  return roots
    .filter(({ pid, victims }) => pid !== 0 && victims.length * 2 >= used)
    .map(({ pid }) => ({ code: 'PGS-105', subject: sessionSubject(pid) }));
}

/** Connections that are nearly used up, and who has most of them. */
export function findConnections(facts: Facts): readonly Draft[] {
  const { server, thresholds, target } = facts;
  const most = openConnections(facts);
  if (server === null || most === null) return [];
  const used = server.connections;
  const percent = (100 * used) / most;
  if (percent < thresholds.connections_percent) return [];
  const [first] = server.users;
  const holder =
    first === undefined
      ? ''
      : ` Most of them, ${first.connections}, belong to role ${printable(first.role, 60)}${
          first.application === '' ? '' : ` (${printable(first.application, 60)})`
        }${first.idle === null ? '' : `, of which ${first.idle} are idle`}.`;
  const subject = { kind: 'Server', name: target } as const;
  const symptom: Draft = {
    code: 'PGC-401',
    tier: 'figure',
    severity: percent >= 95 ? 'critical' : 'high',
    subject,
    title: `${used} of ${most} connections are in use`,
    detail: `New ones are refused at ${most}.${holder}`,
    evidence: [
      fact('server', 'connections', used),
      fact('server', 'settings.max_connections', settingOf(facts, 'max_connections')),
    ],
    data: { used, most },
  };
  const causes = causesOf(facts, used).map(
    (cause): Draft => ({
      ...cause,
      tier: 'status',
      title: `Session ${cause.subject.name} blocks half of all connections`,
      detail: `${count(used, 'connection')} are in use; those that wait behind it do not end.`,
      evidence: [],
      explains: [{ code: 'PGC-401', subject }],
    }),
  );
  return [symptom, ...causes];
}
