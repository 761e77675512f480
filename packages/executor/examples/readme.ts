// #region readme
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createRunId, executePlan, openJournal } from '@cloudops/executor';

const state = mkdtempSync('executor-example-');
const clock = { now: () => Date.now(), sleep: (ms: number) => setTimeout(ms) };
const evidenceFolder = join(state, 'evidence');
const journal = openJournal({ databasePath: join(state, 'runs.db'), evidenceFolder, clock });

/** The plan comes from the planner, the ticket from the engine once policy allowed the plan. */
export function run(...[plan, ticket, providers, given]: Parameters<typeof executePlan>) {
  const options = { ...given, runId: createRunId(clock, randomBytes), clock, journal };
  return executePlan(plan, ticket, providers, options);
}
console.log(await journal.useTicket('nonce'), await journal.useTicket('nonce')); // true false: good for one run
console.log(await journal.list({ last: 5 })); // []
await journal.close();
// #endregion
