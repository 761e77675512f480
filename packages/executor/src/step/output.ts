import { createHash } from 'node:crypto';
import type { Action, Json, UnknownReason } from '@cloudops/spec';
import { unknownKinds } from '@cloudops/spec';
import { toJsonPieces } from './json-pieces.ts';
import { createUnknown, messageOf, type Outcome } from './settle.ts';

/** An output with the bytes that are kept of it. */
export interface SerializedOutput {
  /**
   * The bytes, in order. Long lists come in several pieces, so that no text as long as the whole is ever made. The
   * journal that keeps them may give their memory back: only it may look at them.
   */
  readonly pieces: readonly Uint8Array[];
  readonly byteLength: number;
  /** `sha256:` and the hex digest of all pieces. */
  readonly digest: string;
}

/** Turns an output into its JSON bytes, once. @throws TypeError for what JSON cannot carry. */
export function serializeOutput(output: Json): SerializedOutput {
  const digest = createHash('sha256');
  const pieces: Uint8Array[] = [];
  let byteLength = 0;
  for (const text of toJsonPieces(output)) {
    const bytes = Buffer.from(text);
    digest.update(bytes);
    pieces.push(bytes);
    byteLength += bytes.byteLength;
  }
  return { pieces, byteLength, digest: `sha256:${digest.digest('hex')}` };
}

function isReason(value: unknown): value is UnknownReason {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, message } = value as Record<string, unknown>;
  return unknownKinds.some((known) => known === kind) && typeof message === 'string';
}

function findShapeFault(evidence: unknown): string | undefined {
  if (typeof evidence !== 'object' || evidence === null) return 'returned no evidence';
  const { status, output, reason } = evidence as Record<string, unknown>;
  if (status === 'present') return output === undefined ? 'returned present without an output' : undefined;
  if (status === 'absent') return undefined;
  if (status !== 'unknown') return 'returned a status that is none of present, absent, unknown';
  return isReason(reason) ? undefined : 'returned unknown without a reason';
}

function findOutputFault(action: Action, output: unknown): string | undefined {
  const checked = action.output.safeParse(output);
  if (checked.success) return undefined;
  const issue = checked.error.issues[0];
  return `returned an output that breaks its schema at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`;
}

/**
 * Checks what an action returned: its tri-state shape, then its output against the action's own schema. Anything
 * else becomes unknown with reason `invalid`. The schema decides the cost: `z.custom(Array.isArray)` for a large list
 * checks it without walking it.
 */
export function checkEvidence(action: Action, name: string, evidence: unknown): Outcome {
  const shape = findShapeFault(evidence);
  if (shape !== undefined) return createUnknown('invalid', `${name} ${shape}`);
  const outcome = evidence as Outcome;
  if (outcome.status === 'absent') return { status: 'absent' };
  if (outcome.output === undefined) return { status: 'unknown', reason: outcome.reason as UnknownReason };
  try {
    const fault = findOutputFault(action, outcome.output);
    return fault === undefined ? outcome : createUnknown('invalid', `${name} ${fault}`);
  } catch (error) {
    return createUnknown('invalid', `${name} returned an output that cannot be checked: ${messageOf(error)}`);
  }
}
