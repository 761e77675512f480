import type { Investigation } from '@cloudops/engine';
import { type Check, type CheckResult, failed, ok, warning } from './check.ts';

type Outcome = Omit<CheckResult, 'name'>;

/** How the checks of one provider's target differ from another's. */
export interface TargetKind {
  readonly provider: string;
  /** Before the names of checks; empty for the first provider. */
  readonly prefix: string;
  /** What to try where the target does not answer. */
  readonly tryThis: string;
}

/**
 * What can be checked of any target: that it is configured, that policy lets it be read, that it answers. All from one
 * decided and recorded run.
 * @param more further checks of the same run.
 */
export function targetChecks(
  { provider, prefix, tryThis }: TargetKind,
  ask: () => Promise<Investigation>,
  more: readonly { readonly name: string; check(investigation: Investigation): Outcome }[] = [],
): readonly Check[] {
  let asked: Promise<Investigation> | undefined;
  const answer = (): Promise<Investigation> => (asked ??= ask());
  // Why nothing could be asked is said once, by the first check.
  const then = (check: (investigation: Investigation) => Outcome): Promise<Outcome> =>
    answer().then(check, () => warning('not asked', ''));
  return [
    { name: `${prefix}target`, run: async () => checkTarget(await answer()) },
    { name: `${prefix}decision`, run: () => then(checkDecision) },
    { name: `${prefix}connection`, run: () => then((asked_) => checkConnection(asked_, provider, tryThis)) },
    ...more.map(({ name, check }) => ({ name, run: () => then(check) })),
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

function checkConnection({ kind, report, identities }: Investigation, provider: string, tryThis: string): Outcome {
  if (kind === 'denied' || kind === 'needs-approval') return warning('not asked', '');
  const gap = report.not_checked[0];
  if (kind === 'unreachable') return failed(report.summary, gap?.needs || tryThis);
  if (kind === 'interrupted') return failed(report.summary, 'Run it again.');
  const id = identities[provider] ?? null;
  return id === null ? warning('the server does not say who we are', '') : ok(`as ${id}`);
}
