import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { CloudOpsError, type Plan } from '@cloudops/spec';
import { executePlan } from '../execute-plan.ts';
import type { BudgetReservation } from '../journal/budget.ts';
import type { Journal } from '../journal/journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import { createSetProtocol, createSetProvider, type Effect, type EffectStore, type Faults } from './change-world.ts';
import { createOptions } from './options.ts';
import { createTicket } from './plan.ts';

/** What a process of a test is told, as JSON in its argument. */
export interface ProcessOrder {
  readonly folder: string;
  readonly runId: string;
  readonly plan: Plan;
  /** The process ends itself with SIGKILL when it comes to the point with this number; never when left out. */
  readonly killAt?: number;
  /** Whether the change does not help, so that all is taken back. */
  readonly fails?: boolean;
  readonly reservation?: BudgetReservation;
  /** Milliseconds since the epoch at which all processes begin. */
  readonly startAt?: number;
}

/** A world that outlives its processes: a file that is only ever appended to, a line for each effect. */
export function createFileStore(path: string): EffectStore {
  return {
    read: () =>
      existsSync(path)
        ? readFileSync(path, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Effect)
        : [],
    append: (effect) => appendFileSync(path, `${JSON.stringify(effect)}\n`),
  };
}

/** The journal of a test's folder. */
export function openTestJournal(folder: string): Journal {
  const clock = { now: () => Date.UTC(2026, 0, 1) };
  return openJournal({ databasePath: `${folder}/runs.db`, evidenceFolder: `${folder}/evidence`, clock });
}

const [text] = process.argv.slice(2);
if (import.meta.main && text !== undefined) await obey(JSON.parse(text) as ProcessOrder);

async function obey({ folder, runId, plan, killAt, fails, reservation, startAt }: ProcessOrder): Promise<void> {
  let points = 0;
  const point = (): void => {
    if (points === killAt) process.kill(process.pid, 'SIGKILL');
    points += 1;
  };
  const store = createFileStore(`${folder}/world`);
  const killing: EffectStore = {
    read: store.read,
    append: (effect) => {
      point();
      store.append(effect);
      point();
    },
  };
  const faults: Faults = (call, step) => {
    point();
    if (fails !== true || call !== 'doVerify' || step !== 'b') return undefined;
    return async () => ({ status: 'present', output: { outcome: 'not-healed', message: 'still broken' } });
  };
  const journal = openTestJournal(folder);
  const options = createOptions({ journal, runId, ...(reservation === undefined ? {} : { reservation }) });
  if (startAt !== undefined) await setTimeout(Math.max(0, startAt - Date.now()));
  try {
    const ticket = createTicket(plan, { nonce: runId });
    const run = await executePlan(plan, ticket, [createSetProvider(createSetProtocol(killing, faults))], options);
    process.stdout.write(JSON.stringify({ status: run.status, points }));
  } catch (error) {
    process.stdout.write(JSON.stringify({ code: CloudOpsError.isInstance(error) ? error.code : String(error) }));
  }
}
