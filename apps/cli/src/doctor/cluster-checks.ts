import type { Investigation } from '@cloudops/engine';
import { type Check, type CheckResult, failed, ok, warning } from './check.ts';

type Outcome = Omit<CheckResult, 'name'>;

/**
 * What can be checked of a target: that it is configured, that policy lets it be read, that it answers, and that it has
 * what the playbooks use. All from one decided and recorded run.
 */
export function clusterChecks(ask: () => Promise<Investigation>): readonly Check[] {
  let asked: Promise<Investigation> | undefined;
  const answer = (): Promise<Investigation> => (asked ??= ask());
  // Why nothing could be asked is said once, by the first check.
  const then = (check: (investigation: Investigation) => Outcome): Promise<Outcome> =>
    answer().then(check, () => warning('not asked', ''));
  return [
    { name: 'target', run: async () => checkTarget(await answer()) },
    { name: 'decision', run: () => then(checkDecision) },
    { name: 'connection', run: () => then(checkConnection) },
    { name: 'metrics API', run: () => then(checkMetrics) },
  ];
}

function checkTarget({ plan }: Investigation): Outcome {
  const target = plan?.targets[0];
  return target === undefined ? failed('no target is configured', '') : ok(`${target.name} (${target.environment})`);
}

function checkDecision({ kind, decision }: Investigation): Outcome {
  if (kind !== 'denied' && kind !== 'needs-approval') return ok(decision?.outcome ?? 'none');
  return failed(decision?.why ?? 'no decision', 'cloudops policy show');
}

function checkConnection({ kind, report, identities }: Investigation): Outcome {
  if (kind === 'denied' || kind === 'needs-approval') return warning('not asked', '');
  const gap = report.not_checked[0];
  if (kind === 'unreachable') return failed(report.summary, gap?.needs || 'Try: kubectl cluster-info');
  if (kind === 'interrupted') return failed(report.summary, 'Run it again.');
  const id = identities.kubernetes ?? null;
  return id === null ? warning('the server does not say who we are', '') : ok(`as ${id}`);
}

function checkMetrics({ run }: Investigation): Outcome {
  const result = run?.results.find(({ step }) => step === 'metrics');
  if (result?.status === 'present') return ok('answers');
  const why = result === undefined ? 'not asked' : (result.reason?.message ?? 'not installed');
  return warning(why, 'Install metrics-server; without it CPU use cannot be measured, and reports say so.');
}
