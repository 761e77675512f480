import type { AuditRecord } from '@cloudops/spec';
import { expect } from 'vitest';
import type { CommandResult } from './run-cli.ts';

/** What every command owes, however it ended: no stack trace, no raw escape, nothing that reads like a slip. */
export function expectTidy({ stdout, stderr }: CommandResult): void {
  expect(stdout).not.toMatch(/[\u001b\u009b\u0007]/);
  expect(stderr).not.toMatch(/[\u001b\u009b\u0007]/);
  expect(stdout + stderr).not.toMatch(/^\s+at .*(\.js|\.ts|node:)/m);
  expect(stdout + stderr).not.toMatch(/undefined|\[object Object\]|NaN|Unexpected failure|Warning:/);
}

/** An error document: what and where, and what to do next. */
export function expectError(document: unknown, code: string | RegExp): void {
  expect(document).toEqual({
    schema_version: 1,
    error: {
      code: code instanceof RegExp ? expect.stringMatching(code) : code,
      message: expect.stringMatching(/\S{3}/),
      next_steps: expect.arrayContaining([expect.stringMatching(/\S{3}/)]),
    },
  });
}

/** Whether each execution that started has an end, in the same run and after it. */
export function expectComplete(records: readonly AuditRecord[]): void {
  const started = records.filter(({ event }) => event === 'execution.started').map(({ action }) => action.run_id);
  const finished = records.filter(({ event }) => event === 'execution.finished').map(({ action }) => action.run_id);
  expect(finished).toEqual(started);
}
