import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cel } from '../__fixtures__/playbook.ts';
import { bareExpression, expressionsIn, parseTemplate, wholeExpression } from './template.ts';

fc.configureGlobal({ seed: 20_260_101 });

describe('parseTemplate', () => {
  it('splits text and expressions with their offsets', () => {
    expect(parseTemplate(`a ${cel('inputs.x')} b`)).toEqual({
      kind: 'parts',
      parts: [
        { kind: 'text', text: 'a ', offset: 0 },
        { kind: 'expression', text: 'inputs.x', offset: 6 },
        { kind: 'text', text: ' b', offset: 17 },
      ],
    });
  });

  it.each([
    '{"a": {"b": 1}}',
    '{"a": {"b": 1}}["}}"]',
    '"}}"',
    "'}}'",
    '"\\"}}"',
    '"""a"}}"""',
    'r"\\" + "}}"',
    '1 // }} "\n + 2',
  ])('finds the end of %s', (expression) => {
    const template = parseTemplate(`x${cel(expression)}y`);
    expect(template.kind === 'parts' && template.parts.map((part) => part.text)).toEqual(['x', expression, 'y']);
  });

  it.each(['${'.concat('{ a'), '${'.concat('{ a }'), '${'.concat('{ "a }}'), `ok ${cel('a')} ${'$'}{{`])(
    'reports %s as unclosed',
    (text) => {
      expect(parseTemplate(text)).toMatchObject({ kind: 'broken', offset: text.lastIndexOf('$') });
    },
  );

  it('reports an empty expression', () => {
    expect(parseTemplate(cel(''))).toMatchObject({ kind: 'broken', offset: 0 });
  });

  it('keeps every character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', '"', "'", 'a', ' ', '\\', '/', '\n') }), (text) => {
        const template = parseTemplate(text);
        if (template.kind === 'broken') return;
        for (const part of template.parts) expect(text.startsWith(part.text, part.offset)).toBe(true);
      }),
    );
  });
});

describe('wholeExpression', () => {
  it('ignores white space around it', () => {
    const template = parseTemplate(`\n ${cel('inputs.x')}\n`);
    expect(template.kind === 'parts' && wholeExpression(template.parts)?.text).toBe('inputs.x');
  });

  it('is undefined for two expressions', () => {
    const template = parseTemplate(`${cel('a')}${cel('b')}`);
    expect(template.kind === 'parts' && wholeExpression(template.parts)).toBeUndefined();
  });
});

describe('bareExpression', () => {
  it('takes bare and wrapped CEL', () => {
    expect(bareExpression(' inputs.a ')).toEqual({ expression: 'inputs.a', offset: 1 });
    expect(bareExpression(cel('inputs.a'))).toEqual({ expression: 'inputs.a', offset: 4 });
  });
});

describe('expressionsIn', () => {
  it('finds expressions in nested values, with JSON pointers', () => {
    expect(expressionsIn({ 'a/b': [{ '~': cel('x') }], c: `${cel('y')}-${cel('z')}`, d: 5 })).toEqual([
      { expression: 'x', pointer: '/a~1b/0/~0', offset: 4 },
      { expression: 'y', pointer: '/c', offset: 4 },
      { expression: 'z', pointer: '/c', offset: 13 },
    ]);
  });
});
