import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFieldMask, type FieldMask } from './field-mask.ts';
import { project } from './project.ts';
import { toScanMask } from './scan-mask.ts';
import { Scanner } from './scanner.ts';
import { createTextPool } from './text-pool.ts';

type Outcome = { readonly kind: 'refused' } | { readonly kind: 'read'; readonly value: unknown };

const texts = createTextPool();

function scan(body: Buffer, mask: FieldMask): Outcome {
  const scanner = new Scanner(body, texts);
  const value = scanner.project(toScanMask(mask));
  return scanner.ended() ? { kind: 'read', value } : { kind: 'refused' };
}

function parse(body: Buffer, mask: FieldMask): Outcome {
  try {
    return { kind: 'read', value: project(JSON.parse(body.toString('utf8')), mask) };
  } catch {
    return { kind: 'refused' };
  }
}

function expectSame(body: Buffer, mask: FieldMask): void {
  const scanned = scan(body, mask);
  const parsed = parse(body, mask);
  // The second comparison holds the order of keys against each other.
  const same = isDeepStrictEqual(scanned, parsed) && JSON.stringify(scanned) === JSON.stringify(parsed);
  if (!same) expect(scanned).toStrictEqual(parsed);
  expect(same).toBe(true);
}

const names = ['a', 'b', 'metadata', '__proto__', 'constructor', '', 'é', '7', 'x"y\\z', '\ud83d\ude00', '\ud800'];

function escaped(text: string): string {
  return [...Array(text.length).keys()]
    .map((index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r ');
const content = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const literal = fc
  .tuple(content, fc.boolean())
  .map(([text, all]) => (all ? `"${escaped(text)}"` : JSON.stringify(text)));
const number = fc.oneof(
  fc.constantFrom('0', '-0', '-0.0e-0', '1e999', '12345678901234567890', '0.1E+2', '5e-324', '9007199254740993'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const name = fc
  .tuple(fc.constantFrom(...names), fc.boolean())
  .map(([text, all]) => (all ? `"${escaped(text)}"` : JSON.stringify(text)));

const { document: json } = fc.letrec<{ document: string; value: string; array: string; object: string }>((tie) => ({
  document: fc.oneof({ arbitrary: tie('object'), weight: 4 }, { arbitrary: tie('array'), weight: 2 }, tie('value')),
  value: fc
    .tuple(
      space,
      fc.oneof(
        { maxDepth: 5 },
        fc.oneof(literal, number, fc.constantFrom('true', 'false', 'null')),
        tie('array'),
        tie('object'),
      ),
      space,
    )
    .map((parts) => parts.join('')),
  array: fc
    .oneof(
      space,
      fc.array(tie('value'), { minLength: 1, maxLength: 4 }).map((items) => items.join(',')),
    )
    .map((inner) => `[${inner}]`),
  object: fc
    .oneof(
      space,
      fc
        .array(fc.tuple(space, name, space, tie('value')), { minLength: 1, maxLength: 6 })
        .map((members) => members.map(([before, key, after, value]) => `${before}${key}${after}:${value}`).join(',')),
    )
    .map((inner) => `{${inner}}`),
}));

const step = fc.oneof(
  fc.constant('[]'),
  fc.constantFrom(...names).map((key) => `["${key.replaceAll(/["\\]/g, '\\$&')}"]`),
);
const masks = fc
  .array(
    fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('')),
    { maxLength: 6 },
  )
  .map(compileFieldMask);

const change = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.uint8Array({ maxLength: 2 }), cut: fc.boolean() });

function changed(body: Buffer, { at, drop, put, cut }: { at: number; drop: number; put: Uint8Array; cut: boolean }) {
  const place = at % (body.length + 1);
  return Buffer.concat([body.subarray(0, place), put, cut ? Buffer.alloc(0) : body.subarray(place + drop)]);
}

describe('Scanner', () => {
  it('keeps of any JSON what parsing and projecting keep', () => {
    fc.assert(
      fc.property(json, masks, (text, mask) => expectSame(Buffer.from(text), mask)),
      { numRuns: 1000 },
    );
  });

  it('accepts what JSON.parse accepts and nothing else, whatever is broken', () => {
    fc.assert(
      fc.property(json, masks, change, (text, mask, how) => expectSame(changed(Buffer.from(text), how), mask)),
      { numRuns: 2000 },
    );
  });

  it('reads bytes that are no UTF-8 as JSON.parse gets them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.boolean(), (bytes, deep) => {
        const open = deep ? '{"b":"' : '{"a":"';
        expectSame(Buffer.concat([Buffer.from(open), bytes, Buffer.from('"}')]), compileFieldMask(['a']));
      }),
    );
  });

  it.each(['', ' ', '\ufeff{}', '{"a":1,}', '[1,]', '{"a" 1}', '{:1}', '{"b":01}', '{"b":tru}', '{"b":"\t"}', '{}{}'])(
    'refuses %j, as JSON.parse does',
    (text) => expect(scan(Buffer.from(text), compileFieldMask(['a', '[].a']))).toEqual({ kind: 'refused' }),
  );

  it.each(['{"b":', '[', '{"a":{"a":', '{"a":['])('refuses %j without end', (open) => {
    const mask = compileFieldMask(['a.a.a', 'a[].a']);
    expect(scan(Buffer.from(open.repeat(200_000)), mask)).toEqual({ kind: 'refused' });
  });

  it('gives texts that come often one string, and confuses none', () => {
    const pool = createTextPool();
    for (let index = 0; index < 20_000; index += 1) {
      const text = `pod-${index}`;
      expect(pool.take(Buffer.from(`"${text}"`), 1, text.length + 1)).toBe(text);
    }
  });
});
