import { type Action, type ActionContext, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import type { Answer, Client } from '../api/client.ts';

/** One read of one address, as its file states it. */
export interface Read<Output> {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly output: z.ZodType<Output>;
  /** Null where the answer is not of the form that the API documents. */
  toOutput(answer: Answer): Output | null;
  /** Why the output is not all; null where it is. */
  lackOf?(output: Output, answer: Answer): UnknownReason | null;
}

const noInput = z.strictObject({}) as z.ZodType<Record<string, never>>;

/** Why an answer is not all, as the server says itself. */
function warned({ warnings: [warning] }: Answer): UnknownReason | null {
  if (warning === undefined) return null;
  return { kind: 'truncated', message: `Prometheus says: ${warning}`, needs: 'a Prometheus whose stores all answer' };
}

async function run<Output>(client: Client, read: Read<Output>, context: ActionContext): Promise<Evidence<Output>> {
  const answer = await client.get(read.path, context, read.query);
  if (answer.status !== 'present') return answer as Evidence<never>;
  const output = read.toOutput(answer.output);
  if (output === null) {
    const message = `get ${read.path}: the answer is not of the form that Prometheus documents`;
    return { status: 'unknown', reason: { kind: 'invalid', message } };
  }
  const reason = read.lackOf?.(output, answer.output) ?? warned(answer.output);
  return reason === null ? { status: 'present', output } : { status: 'unknown', reason, output };
}

/** Makes an action of a read. */
export function createReadAction<Output>(client: Client, read: Read<Output>): Action {
  const { name, description, path, output } = read;
  return defineAction<Record<string, never>, Output>({
    name,
    description,
    risk: 'read',
    input: noInput,
    output,
    estimatedSec: 0.5,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'get', resource: path }],
    doRun: (_input, context) => run(client, read, context),
  });
}
