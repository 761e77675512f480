import { z } from 'zod';
import type { Baseline, BaselineGroup, ReviewProblem } from './review.ts';

const groupSchema: z.ZodType<BaselineGroup> = z.strictObject({
  account: z.string(),
  region: z.string(),
  vpc_id: z.string(),
  name: z.string(),
  rules: z.array(z.string()),
});

const baselineSchema: z.ZodType<Baseline> = z.strictObject({
  format: z.literal('cloudops/network-baseline/v1'),
  approved_at: z.string(),
  approved_by: z.string(),
  places: z.array(z.string()),
  groups: z.record(z.string(), groupSchema),
});

/** A baseline, or why the file holds none. */
export type BaselineReading =
  | { readonly kind: 'read'; readonly baseline: Baseline }
  | { readonly kind: 'broken'; readonly problem: ReviewProblem };

/** Reads a baseline file, which is JSON. */
export function parseBaseline(text: string, file: string): BaselineReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    const line = text.slice(0, position).split('\n').length;
    return { kind: 'broken', problem: { file, line, message: 'the file is no JSON' } };
  }
  const checked = baselineSchema.safeParse(value);
  if (checked.success) return { kind: 'read', baseline: checked.data };
  const issue = checked.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const message = `${path.join('.') || 'the file'}: ${issue?.message ?? 'wrong shape'}`;
  return { kind: 'broken', problem: { file, line: lineOf(text, path), message } };
}

/** The line on which the innermost key of a path stands; 1 where none does. */
function lineOf(text: string, path: readonly string[]): number {
  let offset = 0;
  for (const key of path) {
    const found = text.indexOf(`${JSON.stringify(key)}:`, offset);
    if (found >= 0) offset = found;
  }
  return text.slice(0, offset).split('\n').length;
}
