import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFieldMask } from '../projection/field-mask.ts';
import { project } from '../projection/project.ts';
import { toScanMask } from '../projection/scan-mask.ts';
import { createTextPool } from '../projection/text-pool.ts';
import { podRecord } from '../triage/records/pods.ts';
import { bytesField, encodeAnswer, encodeMessage, numberField } from './__fixtures__/encode.ts';
import { MessagePlanner, wholeMask } from './message-plan.ts';
import { readMessageTypes } from './message-type.ts';
import { readProtobufObject } from './protobuf-list.ts';

// Every field of a kind filled in, as JSON and as protobuf: testdata of k8s.io/api v0.36.3 (Apache-2.0).
const folder = new URL('./__fixtures__/kubernetes/', import.meta.url);
const planner = new MessagePlanner(readMessageTypes());

function golden(name: string): { readonly body: Buffer; readonly object: Record<string, unknown> } {
  const { kind: _, apiVersion: __, ...object } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  return { body: readFileSync(new URL(`${name}.pb`, folder)), object };
}

function decode(kind: string, body: Buffer, masks?: readonly string[]): unknown {
  const mask = masks === undefined ? wholeMask : toScanMask(compileFieldMask(masks));
  const plan = planner.plan(kind, mask);
  if (plan === null) throw new TypeError('no plan');
  return readProtobufObject(body, plan, createTextPool());
}

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5));

describe('a message in protobuf', () => {
  it.each(names)('is the object that JSON gives, in the same order: %s', (name) => {
    const { body, object } = golden(name);
    expect(JSON.stringify(decode(name.split('.').at(-1) ?? '', body))).toBe(JSON.stringify(object));
  });

  it.each([podRecord.fields, podRecord.healthy?.fields ?? []])('keeps what a mask keeps of JSON', (...masks) => {
    const { body, object } = golden('core.v1.Pod');
    const kept = project(object, compileFieldMask(masks));
    expect(JSON.stringify(decode('Pod', body, masks))).toBe(JSON.stringify(kept));
  });

  it('keeps single keys of maps, in the order of the mask', () => {
    const labels = { a: '1', b: '2', c: '3' };
    const body = encodeAnswer('Pod', encodeMessage('Pod', { metadata: { name: 'x', labels } }));
    expect(decode('Pod', body, ['metadata.labels["c"]', 'metadata.labels["a"]'])).toEqual({
      metadata: { labels: { a: '1', c: '3' } },
    });
  });

  it.each([
    ['the least', -(2n ** 63n)],
    ['negative', -1n],
    ['large', 2n ** 62n],
    ['of six bytes', 2n ** 41n + 1n],
  ])('holds numbers as JSON.parse reads them: %s', (_, value) => {
    const metadata = bytesField(1, numberField(7, value));
    expect(decode('Pod', encodeAnswer('Pod', metadata))).toEqual({
      metadata: { generation: JSON.parse(String(value)) },
    });
  });

  it('holds texts of any language, and hostile keys', () => {
    const labels = JSON.parse('{"__proto__":"evil","größe":"日本","😀":"\\u001b[31m"}');
    const body = encodeAnswer('Pod', encodeMessage('Pod', { metadata: { name: 'ü', labels } }));
    expect(JSON.stringify(decode('Pod', body))).toBe(JSON.stringify({ metadata: { name: 'ü', labels } }));
  });
});

describe('protobuf that is not understood', () => {
  it('is refused where a newer field would be lost', () => {
    // Kubernetes 1.35 had a field in pods that 1.36 has not.
    const body = readFileSync(new URL('apps.v1.ReplicaSet.v1.35.0.pb', folder));
    expect(decode('ReplicaSet', body)).toBeNull();
    expect(decode('ReplicaSet', body, ['metadata.name', 'spec.replicas'])).toEqual({
      metadata: { name: 'nameValue' },
      spec: { replicas: 1 },
    });
  });

  it('is refused wherever it is cut, and never hangs', () => {
    const { body } = golden('coordination.k8s.io.v1.Lease');
    for (let length = 4; length < body.length - 4; length += 1) {
      expect(decode('Lease', body.subarray(0, length))).toBeNull();
    }
  });

  it('is refused or read, but never throws, whatever the bytes', () => {
    const { body } = golden('core.v1.Pod');
    const change = fc.record({ at: fc.nat(body.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const damaged = Buffer.from(body);
        for (const { at, byte } of changes) damaged[at] = byte;
        decode('Pod', damaged);
        decode('Pod', damaged, podRecord.fields);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it.each([
    ['a field that the table has not', 'Pod', 'status.shoeSize'],
    ['a key below a text', 'Pod', 'metadata.uid.first'],
    ['elements of what is no list', 'Pod', 'spec[].nodeName'],
    ['a key of a list', 'Pod', 'spec.containers.name'],
    ['a key below a quantity', 'Pod', 'spec.overhead["cpu"].value'],
  ])('has no plan: %s', (_, kind, mask) => {
    expect(planner.plan(kind, toScanMask(compileFieldMask(['metadata.name', mask])))).toBeNull();
  });
});
