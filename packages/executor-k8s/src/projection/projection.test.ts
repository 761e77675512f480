import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFieldMask, isFieldMask } from './field-mask.ts';
import { createPicker } from './picker.ts';
import { project } from './project.ts';
import { sanitize } from './sanitize.ts';

const pods = { group: '', resource: 'pods' };

function pick(fields: readonly string[] | null, object: unknown, resource: typeof pods = pods): unknown {
  return createPicker(fields).forResource(resource)(structuredClone(object));
}

describe('field masks', () => {
  it('keep the shape of the object', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', annotations: { 'x.y/z.w': '1', other: '2' } },
      spec: { c: [{ a: 1, b: 2 }, { b: 3 }] },
    };
    expect(pick(['metadata.name', 'metadata.annotations["x.y/z.w"]', 'spec.c[].a'], object)).toEqual({
      metadata: { name: 'a', annotations: { 'x.y/z.w': '1' } },
      spec: { c: [{ a: 1 }, {}] },
    });
  });

  it('give an empty object where nothing is left', () => {
    expect(pick(['status.phase'], { metadata: {} })).toEqual({});
  });

  it.each(['', '.a', 'a.', 'a..b', 'a[', 'a[0]', 'a b', '["x]'])('refuse %j', (mask) => {
    expect(isFieldMask(mask)).toBe(false);
  });

  it('never pollute prototypes', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"x":1}}') as object;
    const kept = project(hostile, compileFieldMask(['__proto__.polluted', 'constructor.x']));
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('keep every value they name at the same place, and nothing else', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const tree = fc.dictionary(key, fc.dictionary(key, fc.integer()));
    fc.assert(
      fc.property(tree, key, key, (object, first, second) => {
        const kept = project(object, compileFieldMask([`${first}.${second}`])) as typeof object | undefined;
        const value = object[first]?.[second];
        expect(kept).toEqual(value === undefined ? undefined : { [first]: { [second]: value } });
      }),
    );
  });
});

describe('sanitize', () => {
  const object = {
    metadata: {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'SECRET', keep: 'yes' },
      managedFields: [{ manager: 'm', time: 't', fieldsV1: { 'f:SECRET': {} } }],
    },
    spec: {
      jobTemplate: {
        spec: {
          template: {
            spec: {
              initContainers: [
                {
                  env: [
                    { name: 'A', value: 'SECRET' },
                    { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
                  ],
                },
              ],
            },
          },
        },
      },
    },
  };

  it('takes out environment values, object copies and field sets, at any depth', () => {
    const text = JSON.stringify(pick(null, object));
    expect(text).not.toContain('SECRET');
    expect(text).toContain('"name":"A"');
    expect(text).toContain('secretKeyRef');
    expect(text).toContain('"keep":"yes"');
    expect(text).toContain('"manager":"m"');
  });

  it('cannot be talked out of it by a mask', () => {
    const fields = [
      'metadata.annotations',
      'spec.jobTemplate.spec.template.spec.initContainers[].env[].value',
      'metadata.managedFields[].fieldsV1',
    ];
    expect(JSON.stringify(pick(fields, object))).not.toContain('SECRET');
  });

  it('keeps the key names of a Secret and nothing of its values', () => {
    const secret = { metadata: { name: 's' }, data: { password: 'U0VDUkVU' }, stringData: { token: 'SECRET' } };
    const resource = { group: '', resource: 'secrets' };
    expect(pick(null, secret, resource)).toEqual({
      metadata: { name: 's' },
      data: { password: null },
      stringData: { token: null },
    });
    expect(pick(['data.password'], secret, resource)).toEqual({ data: { password: null } });
  });

  it('survives an object nested beyond all reason', () => {
    let deep: Record<string, unknown> = {};
    for (let depth = 0; depth < 5000; depth += 1) deep = { deep };
    expect(() => sanitize(deep, false)).not.toThrow();
  });
});
