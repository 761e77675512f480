import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch } from '../__fixtures__/apply-patch.ts';
import { type FieldChange, reverse, standingOf } from './field-change.ts';
import { toPatch } from './json-patch.ts';

const path = (...steps: FieldChange['path']): FieldChange['path'] => steps;

function object(spec: object): { metadata: { resourceVersion: string; annotations?: object }; spec: object } {
  return { metadata: { resourceVersion: '7' }, spec };
}

describe('toPatch', () => {
  it('sets what is missing, with all that leads there, and takes it away again', () => {
    const old = object({ containers: [{ name: 'a' }, { name: 'b' }] });
    const at = path('spec', 'containers', { named: 'b' }, 'resources', 'limits', 'cpu');
    const fields: FieldChange[] = [{ path: at, after: '1', likeness: 'quantity' }];
    const next = applyPatch(structuredClone(old), toPatch(old, fields, {}));
    expect(next.spec.containers[1]).toEqual({ name: 'b', resources: { limits: { cpu: '1' } } });
    const back = applyPatch(structuredClone(next), toPatch(next, reverse(fields), {}));
    expect(back.spec.containers[1]).toEqual({ name: 'b', resources: {} });
  });

  it('names the version on whose condition it is made', () => {
    expect(toPatch(object({}), [], {})).toEqual([{ op: 'replace', path: '/metadata/resourceVersion', value: '7' }]);
  });

  it('writes marks whether or not there are annotations, and keeps those of others', () => {
    const marks = { 'cloudops.dev/plan': 'p', 'a~b/c': 'd' };
    const bare = object({});
    expect(applyPatch(structuredClone(bare), toPatch(bare, [], marks)).metadata.annotations).toEqual(marks);
    const annotated = { ...bare, metadata: { ...bare.metadata, annotations: { other: 'stays' } } };
    const written = applyPatch(structuredClone(annotated), toPatch(annotated, [], marks));
    expect(written.metadata.annotations).toEqual({ other: 'stays', ...marks });
  });

  it('never takes away the specification itself', () => {
    const closed = object({ unschedulable: true });
    const fields: FieldChange[] = [{ path: path('spec', 'unschedulable'), before: true, likeness: 'same' }];
    expect(applyPatch(structuredClone(closed), toPatch(closed, fields, {})).spec).toEqual({});
  });

  it('restores any value by its reverse', () => {
    const value = fc.option(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { nil: undefined });
    const key = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
    fc.assert(
      fc.property(key, value, value, (name, before, after) => {
        const old = object({ other: 1, ...(before === undefined ? {} : { [name]: before }) });
        const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
        if (name === 'other') return;
        const fields: FieldChange[] = [{ path: path('spec', name), ...sides, likeness: 'same' }];
        const next = applyPatch(structuredClone(old), toPatch(old, fields, {}));
        expect(standingOf(next, fields)).toBe('after');
        expect(applyPatch(structuredClone(next), toPatch(next, reverse(fields), {}))).toEqual(old);
      }),
    );
  });
});

describe('standingOf', () => {
  const fields: FieldChange[] = [
    { path: path('spec', 'a'), before: 1, after: 2, likeness: 'same' },
    { path: path('spec', 'b'), before: 1, after: 2, likeness: 'same' },
  ];

  it.each([
    [{ a: 1, b: 1 }, 'before'],
    [{ a: 2, b: 2 }, 'after'],
    [{ a: 2, b: 1 }, 'other'],
    [{ a: 3, b: 3 }, 'other'],
    [{}, 'other'],
  ])('of %o is %s', (spec, standing) => {
    expect(standingOf(object(spec), fields)).toBe(standing);
  });

  it('reads no inherited field', () => {
    const field: FieldChange = { path: path('spec', 'constructor'), after: 'x', likeness: 'same' };
    expect(standingOf(object({}), [field])).toBe('before');
  });

  it('does not take a template with one more container for the one that was asked for', () => {
    const before = { containers: [{ name: 'a' }] };
    const after = { containers: [{ name: 'b' }] };
    const field: FieldChange = { path: path('spec', 't'), before, after, likeness: 'covers' };
    expect(standingOf(object({ t: { containers: [{ name: 'b', filled: 1 }], filled: 2 } }), [field])).toBe('after');
    expect(standingOf(object({ t: { containers: [{ name: 'b' }, { name: 'c' }] } }), [field])).toBe('other');
  });
});
