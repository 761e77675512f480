import { escapeForTerminal, wrapText } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { exitStatus } from '../errors/exit-status.ts';
import { type OutputForm, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { Check, CheckResult } from './check.ts';

/** Runs checks in order; after a failed one the rest still run, since each says something of its own. */
export async function examine(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) results.push({ name: check.name, ...(await runCheck(check)) });
  return results;
}

async function runCheck(check: Check): Promise<Omit<CheckResult, 'name'>> {
  try {
    return await check.run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fix = CloudOpsError.isInstance(error) ? (error.nextSteps[0] ?? '') : '';
    return { status: 'failed', detail: message, fix };
  }
}

/** The results in the form asked for. */
export function renderResults(results: readonly CheckResult[], form: OutputForm, screen: Screen): string {
  if (form === 'human') return describeResults(results, screen);
  const columns = (['name', 'status', 'detail', 'fix'] as const).map((key) => ({
    header: key.toUpperCase(),
    value: (row: CheckResult) => row[key],
  }));
  return renderListing({ name: 'checks', rows: results, columns, empty: '' }, form, screen);
}

/** The results as a person reads them. */
function describeResults(results: readonly CheckResult[], { unicode, width }: Screen): string {
  const marks = unicode ? { ok: '✓', warning: '!', failed: '✗' } : { ok: 'ok', warning: '!', failed: 'X' };
  return results
    .map(({ name, status, detail, fix }) => {
      const lines = wrapText(escapeForTerminal(`${name}: ${detail}`, { unicode }), width - 3);
      const help =
        fix === '' ? [] : wrapText(escapeForTerminal(`→ ${fix}`, { unicode }), width - 4).map((line) => `    ${line}`);
      return [`${marks[status]}  ${lines[0] ?? ''}`, ...lines.slice(1).map((line) => `   ${line}`), ...help].join('\n');
    })
    .join('\n')
    .concat('\n');
}

/** 6 when only a target is the problem, 4 when policy denies reading it, 2 for what is wrong on this machine. */
export function toDoctorExit(results: readonly CheckResult[]): number {
  const broken = results.filter((result) => result.status === 'failed').map((result) => result.name);
  if (broken.length === 0) return exitStatus.ok;
  if (broken.every((name) => name.endsWith('decision'))) return exitStatus.denied;
  return broken.every((name) => name.endsWith('connection') || name === 'metrics API')
    ? exitStatus.unreachable
    : exitStatus.usage;
}
