import { analysisSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRunBounded } from './bounded.ts';
import { compileSchema, toZod } from './compile-schema.ts';

const toJson = (schema: z.ZodType): Parameters<typeof compileSchema>[0] =>
  z.toJSONSchema(schema, { io: 'input' }) as unknown as Parameters<typeof compileSchema>[0];

describe('compileSchema', () => {
  const check = compileSchema(
    toJson(z.strictObject({ name: z.string(), count: z.int().default(3) })),
    createRunBounded(),
  );

  it('takes what fits, with its defaults', () => {
    expect(check({ name: 'a' })).toEqual({ kind: 'fits', value: { name: 'a', count: 3 } });
  });

  it('says what is wrong', () => {
    expect(check({ name: 'a', size: 1 })).toMatchObject({ kind: 'wrong', message: 'Unrecognized key: "size"' });
  });

  it('takes the schema of an analysis', () => {
    const analysis = { findings: [], ruled_out: [], not_checked: [], figures: [] };
    const checkAnalysis = compileSchema(toJson(analysisSchema), createRunBounded());
    expect(checkAnalysis(analysis)).toMatchObject({ kind: 'fits' });
    expect(checkAnalysis({ ...analysis, findings: [1] })).toMatchObject({ kind: 'wrong', path: ['findings', 0] });
  });

  it('gives up on a pattern that takes for ever', () => {
    const bounded = createRunBounded(500);
    const slow = compileSchema({ type: 'string', pattern: '^(a+)+$' }, bounded);
    expect(slow(`${'a'.repeat(40)}!`)).toEqual({ kind: 'wrong', path: [], message: 'it takes too long to check' });
    expect(slow('aaa')).toMatchObject({ kind: 'fits' });
  });

  it('gives up on alternatives that multiply', () => {
    const nested = { anyOf: [1, 2].map((least) => ({ type: 'array', minItems: least, items: { $ref: '#/$defs/n' } })) };
    const many = compileSchema({ $defs: { n: nested }, $ref: '#/$defs/n' }, createRunBounded(500));
    let value: unknown = 'leaf';
    for (let depth = 0; depth < 60; depth += 1) value = [value, value];
    expect(many(value)).toMatchObject({ kind: 'wrong' });
  });

  it('is a schema of zod for who wants one', () => {
    expect(toZod(check).safeParse({ name: 'a' })).toMatchObject({ success: true, data: { count: 3 } });
    expect(toZod(check).safeParse({ name: 1 })).toMatchObject({
      success: false,
      error: { issues: [{ path: ['name'] }] },
    });
  });
});
