import {
  type Action,
  type ActionContext,
  defineAction,
  type Evidence,
  type Permission,
  type UnknownReason,
} from '@cloudops/spec';
import { z } from 'zod';
import type { Reader } from '../session/reader.ts';
import type { Question, Row } from '../session/session.ts';

/** What a read asks with: each question is one statement in one read-only transaction. */
export type Ask = (question: Question) => Promise<Evidence<readonly Row[]>>;

/** One read, as its file states it. */
export interface Read<Output> {
  /** Of the action; also how messages name what was read. */
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  readonly output: z.ZodType<Output>;
  run(ask: Ask, context: ActionContext): Promise<Evidence<Output>>;
}

/** The right to see other roles' sessions, settings and statistics. */
export const monitor: Permission = { verb: 'member of', resource: 'pg_monitor' };
/** All that catalogs need. */
export const connectRight: Permission = { verb: 'connect', resource: 'database' };

const noInput = z.strictObject({}) as z.ZodType<Record<string, never>>;

/** Makes an action of a read. What comes back is checked against its schema: a server, or what stands before it, may answer anything. */
export function createReadAction<Output>(reader: Reader, read: Read<Output>): Action {
  const { name, description, permissions, output } = read;
  return defineAction<Record<string, never>, Output>({
    name,
    description,
    risk: 'read',
    input: noInput,
    output,
    estimatedSec: 0.5,
    estimatedCostUsd: 0,
    permissions: () => permissions,
    async doRun(_input, context) {
      const evidence = await read.run((question) => reader.read(question, name, context), context);
      if (evidence.output === undefined) return evidence;
      const checked = output.safeParse(evidence.output);
      if (checked.success) return { ...evidence, output: checked.data } as Evidence<Output>;
      const place = checked.error.issues[0]?.path.join('.') ?? '';
      const message = `read ${name} of ${context.target.name}: the answer is not what PostgreSQL says (${place})`;
      return { status: 'unknown', reason: { kind: 'invalid', message } };
    },
  });
}

/** Turns the rows of one question into an output; what could not be read stays unknown. */
export async function mapRows<Output>(
  asked: Promise<Evidence<readonly Row[]>>,
  map: (rows: readonly Row[]) => Output,
): Promise<Evidence<Output>> {
  const evidence = await asked;
  if (evidence.status === 'present') return { status: 'present', output: map(evidence.output) };
  if (evidence.status === 'absent') return evidence;
  return { status: 'unknown', reason: evidence.reason };
}

/** Evidence of a list that may be cut, or in which something stays hidden: known in part is not known. */
export function partly<Output>(output: Output, lack: UnknownReason | null): Evidence<Output> {
  return lack === null ? { status: 'present', output } : { status: 'unknown', reason: lack, output };
}
