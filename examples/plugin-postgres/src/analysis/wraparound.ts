import { count } from '../text/words.ts';
import { type Draft, fact } from './draft.ts';
import { type Facts, settingOf } from './facts.ts';
import { describeHolders, holdersOf } from './holders.ts';

/** Ids go round at 2^31; the server warns from 40 million before, and refuses new ones 3 million before (25.1.5.1). */
const end = 2 ** 31;
const warning = end - 40_000_000;

function severityOf(age: number, failsafe: number): 'critical' | 'high' | 'medium' {
  if (age >= warning) return 'critical';
  return age >= failsafe ? 'high' : 'medium';
}

/** The older of both kinds, against the age at which autovacuum is forced to freeze. */
function judge(age: number, forced: number, facts: Facts): boolean {
  return age >= forced * facts.thresholds.wraparound_factor;
}

/** Databases that come near the end of transaction ids although autovacuum is forced to freeze, and what keeps it from that. */
export function findWraparound(facts: Facts): readonly Draft[] {
  const forced = settingOf(facts, 'autovacuum_freeze_max_age') ?? 200_000_000;
  const forcedMultixact = settingOf(facts, 'autovacuum_multixact_freeze_max_age') ?? 400_000_000;
  const failsafe = settingOf(facts, 'vacuum_failsafe_age') ?? 1_600_000_000;
  const old = (facts.databases?.databases ?? []).flatMap(({ name, age, multixact_age: multixacts }, index) => {
    const isOld = judge(age, forced, facts);
    if (!isOld && !judge(multixacts, forcedMultixact, facts)) return [];
    return [{ name, index, kind: isOld ? 'transaction' : 'multixact', age: isOld ? age : multixacts, isOld }];
  });
  const drafts = old.map(
    ({ name, index, kind, age, isOld }): Draft => ({
      code: 'PGV-205',
      tier: 'figure',
      severity: severityOf(age, failsafe),
      subject: { kind: 'Database', name },
      title: `Database ${name} is ${count(age, kind)} from its oldest unfrozen one`,
      detail: `Autovacuum is forced to freeze at ${(isOld ? forced : forcedMultixact).toLocaleString('en-US')}, and did not get there. ${count(
        Math.max(0, end - age),
        kind,
      )} are left before the server refuses to write.`,
      evidence: [fact('databases', `databases.${index}.${isOld ? 'age' : 'multixact_age'}`, age)],
      data: { age, kind },
    }),
  );
  return [...causes(facts, drafts), ...drafts];
}

/** Who holds on to a transaction that is older than what is to be frozen keeps it from being frozen. */
function causes(facts: Facts, drafts: readonly Draft[]): readonly Draft[] {
  if (drafts.length === 0) return [];
  const forced = settingOf(facts, 'autovacuum_freeze_max_age') ?? 200_000_000;
  return holdersOf(facts, 0)
    .filter(({ age }) => age >= forced)
    .slice(0, 5)
    .map((holder) => ({
      ...holder.finding,
      role: 'fault' as const,
      severity: 'high' as const,
      tier: 'status' as const,
      title: `${holder.name} keeps old transactions from being frozen`,
      detail: `Vacuum cannot freeze what is younger than ${describeHolders([holder])}.`,
      evidence: holder.evidence,
      explains: drafts.map(({ code, subject }) => ({ code, subject })),
    }));
}
