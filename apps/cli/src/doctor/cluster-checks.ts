import type { Investigation } from '@cloudops/engine';
import { type Check, type CheckResult, ok, warning } from './check.ts';
import { targetChecks } from './target-checks.ts';

/** What can be checked of a cluster: that it answers, and that it has what the playbooks use. */
export function clusterChecks(ask: () => Promise<Investigation>): readonly Check[] {
  const cluster = { provider: 'kubernetes', prefix: '', tryThis: 'Try: kubectl cluster-info' };
  return targetChecks(cluster, ask, [{ name: 'metrics API', check: checkMetrics }]);
}

function checkMetrics({ run }: Investigation): Omit<CheckResult, 'name'> {
  const result = run?.results.find(({ step }) => step === 'metrics');
  if (result?.status === 'present') return ok('answers');
  const why = result === undefined ? 'not asked' : (result.reason?.message ?? 'not installed');
  return warning(why, 'Install metrics-server; without it CPU use cannot be measured, and reports say so.');
}
