import { type Analysis, analysisSchema, type Evidence, type UnknownReason, unknownKinds } from '@cloudops/spec';
import { z } from 'zod';
import { toVisibleLine } from '../text/visible.ts';
import type { CheckBySchema } from './compile-schema.ts';

/** Evidence as it should be, or what is wrong with it. */
export type CheckedEvidence<Output> =
  | { readonly kind: 'evidence'; readonly evidence: Evidence<Output> }
  | { readonly kind: 'wrong'; readonly why: string };

const reason: z.ZodType<UnknownReason> = z.strictObject({
  kind: z.enum(unknownKinds as ['denied', ...typeof unknownKinds]),
  message: z.string(),
  needs: z.string().exactOptional(),
});

interface Shape {
  readonly status: 'present' | 'absent' | 'unknown';
  readonly output?: unknown;
  readonly reason?: UnknownReason;
}

const shape: z.ZodType<Shape> = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('present'), output: z.unknown() }),
  z.strictObject({ status: z.literal('absent') }),
  z.strictObject({ status: z.literal('unknown'), reason, output: z.unknown().exactOptional() }),
]);

function wrong(what: string, path: readonly PropertyKey[], message: string): CheckedEvidence<never> {
  const where = toVisibleLine(path.map(String).join('.'), 200) || 'its root';
  return { kind: 'wrong', why: `${what} at ${where}: ${toVisibleLine(message, 200)}` };
}

function toVisibleReason({ kind, message, needs }: UnknownReason): UnknownReason {
  const text = toVisibleLine(message, 1_000);
  return needs === undefined ? { kind, message: text } : { kind, message: text, needs: toVisibleLine(needs, 300) };
}

/** Checks what a call returned: the shape of evidence, then the output. Texts of a reason lose their control characters. */
export function checkEvidence<Output>(value: unknown, check: CheckBySchema): CheckedEvidence<Output> {
  if (value === undefined || value === null) return { kind: 'wrong', why: 'returned no evidence' };
  const checked = shape.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return wrong('returned no evidence: it is wrong', issue?.path ?? [], issue?.message ?? '');
  }
  const { status, output, reason: why } = checked.data;
  if (status === 'present' && output === undefined) return { kind: 'wrong', why: 'returned present without an output' };
  if (output !== undefined) {
    const verdict = check(output);
    if (verdict.kind === 'wrong')
      return wrong('returned an output that breaks its schema', verdict.path, verdict.message);
  }
  const known = why === undefined ? {} : { reason: toVisibleReason(why) };
  return { kind: 'evidence', evidence: { ...checked.data, ...known } as Evidence<Output> };
}

const parts: readonly (keyof Analysis)[] = ['findings', 'ruled_out', 'not_checked', 'figures'];

/** Whether an output claims to be an analysis, as a report decides it. */
function isAnalysisShaped(output: unknown): boolean {
  return typeof output === 'object' && output !== null && parts.every((part) => part in output);
}

/** What is wrong with an analysis: its form, or codes that its provider did not register. */
export function findAnalysisFault(output: unknown, codes: ReadonlySet<string>): string | undefined {
  if (!isAnalysisShaped(output)) return undefined;
  const checked = analysisSchema.safeParse(output);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return `returned an analysis that is wrong at ${toVisibleLine(issue?.path.map(String).join('.') ?? '', 200)}: ${issue?.message}`;
  }
  const { findings, ruled_out: ruledOut } = checked.data;
  const used = [...findings.flatMap(({ code, also }) => [code, ...also]), ...ruledOut.map(({ code }) => code)];
  const unknown = used.find((code) => !codes.has(code));
  if (unknown === undefined) return undefined;
  return `reported the finding ${toVisibleLine(unknown, 60)}, which its provider has not registered`;
}
