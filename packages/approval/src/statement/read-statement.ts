import { parseStrictJson } from '../json/parse-strict-json.ts';
import { type ApprovalStatement, approvalStatementSchema } from './approval-statement.ts';
import { approvalPredicateType, revocationPredicateType } from './predicate.ts';
import { type RevocationStatement, revocationStatementSchema } from './revocation-statement.ts';

/** What a payload states, or why it states nothing. */
export type ReadStatement =
  | { readonly kind: 'approval'; readonly statement: ApprovalStatement }
  | { readonly kind: 'revocation'; readonly statement: RevocationStatement }
  | { readonly kind: 'invalid'; readonly why: string };

/** Reads a statement strictly: UTF-8, one meaning, only the keys that we know, everything of bounded size. Never throws. */
export function readStatement(payload: Uint8Array): ReadStatement {
  const text = decode(payload);
  if (text === undefined) return { kind: 'invalid', why: 'its statement is not UTF-8' };
  const json = parseStrictJson(text, { length: payload.length, depth: 8 });
  if (json.kind === 'invalid') return { kind: 'invalid', why: `its statement is not strict JSON: ${json.why}` };
  const type = predicateTypeOf(json.value);
  if (type === approvalPredicateType) {
    const { data } = approvalStatementSchema.safeParse(json.value);
    return data === undefined ? unknownShape('an approval') : { kind: 'approval', statement: data };
  }
  if (type === revocationPredicateType) {
    const { data } = revocationStatementSchema.safeParse(json.value);
    return data === undefined ? unknownShape('a revocation') : { kind: 'revocation', statement: data };
  }
  return { kind: 'invalid', why: 'its statement is neither an approval nor a revocation' };
}

function unknownShape(what: string): ReadStatement {
  return { kind: 'invalid', why: `its statement calls itself ${what}, and does not have the shape of one` };
}

function predicateTypeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'predicateType' in value ? value.predicateType : undefined;
}

function decode(payload: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    return undefined;
  }
}
