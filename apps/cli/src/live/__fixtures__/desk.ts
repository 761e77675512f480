import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFile, Report } from '@cloudops/spec';
import { expect } from 'vitest';
import type { RunOptions } from '../../__fixtures__/run-cli.ts';
import type { Operator } from './change-bench.ts';

/** What a command that answers with a report answered. */
export interface Answer {
  readonly status: number | null;
  readonly report: Report;
  /** Empty where nothing ran. */
  readonly run: string;
}

/** Somebody with a plan file. */
export interface Desk extends Operator {
  readonly file: string;
  /** Asks for a plan, and saves it. */
  plan(...asked: readonly string[]): Promise<PlanFile>;
  /** Bob says yes. */
  approve(): Promise<void>;
  apply(options?: RunOptions): Promise<Answer>;
}

/** Sits an operator down with a file that is not there yet. */
export function createDesk(operator: Operator, name: string): Desk {
  const { user, bob } = operator;
  const file = `${name}.plan.json`;
  return {
    ...operator,
    file,
    async plan(...asked) {
      const result = await user.run(['plan', ...asked, '--out', file]);
      expect(result, result.stdout + result.stderr).toMatchObject({ status: 0 });
      return JSON.parse(readFileSync(join(user.home, file), 'utf8'));
    },
    async approve() {
      const result = await user.run(['approve', file, '--key', bob, '--yes']);
      expect(result, result.stderr).toMatchObject({ status: 0 });
    },
    apply: (options) => ask(operator, ['apply', file, '--yes'], options),
  };
}

/** Runs a command that answers with a report. */
export async function ask({ user }: Operator, args: readonly string[], options: RunOptions = {}): Promise<Answer> {
  const { status, document } = await user.json(args, options);
  const { report, run } = document as { report: Report; run: { id: string } | null };
  return { status, report, run: run?.id ?? '' };
}
