import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createTestContext } from '../__fixtures__/test-bench.ts';
import { createPicker } from '../projection/picker.ts';
import { type ListRequest, readList } from './read-list.ts';
import type { ApiSession } from './session.ts';

interface World {
  readonly exchanges: readonly { readonly path: string; readonly responses: readonly { readonly body: string }[] }[];
}

interface Playbook {
  readonly steps: readonly { readonly with?: { readonly resource?: string; readonly fields?: string[] } }[];
}

const pods = {
  group: '',
  version: 'v1',
  resource: 'pods',
  kind: 'Pod',
  namespaced: true,
  singular: 'pod',
  shortNames: [],
};

/** How a list of one page reads: by its bytes, then by its objects. */
async function readBothWays(body: Buffer, fields: readonly string[], resource: string): Promise<string[]> {
  const pick = createPicker(fields).forResource({ ...pods, resource });
  const read = async (one: ListRequest<unknown>['pick']): Promise<string> => {
    const answers = [{ status: 200, headers: {}, body }];
    const exchange: ApiSession['exchange'] = async () =>
      answers.shift() ?? { status: 500, headers: {}, body: Buffer.alloc(0) };
    const evidence = await readList({
      session: { endpoint: 'test', exchange },
      context: createTestContext(),
      resource: { ...pods, resource },
      namespace: null,
      limit: null,
      consistency: 'latest',
      metadataOnly: false,
      pick: one,
    });
    return JSON.stringify(evidence);
  };
  return [await read(pick), await read((object) => pick(object))];
}

async function expectSame(body: string | Buffer, fields: readonly string[], resource = 'pods'): Promise<string> {
  const [scanned, parsed] = await readBothWays(Buffer.from(body), fields, resource);
  expect(scanned).toBe(parsed);
  return scanned ?? '';
}

const playbooks = new URL('../../../../playbooks/', import.meta.url);
const bodies = readdirSync(new URL('worlds/', playbooks))
  .filter((file) => file.endsWith('.world.json'))
  .flatMap((file) => {
    const world = JSON.parse(readFileSync(new URL(`worlds/${file}`, playbooks), 'utf8')) as World;
    return world.exchanges.flatMap(({ path, responses }) => responses.map(({ body }) => ({ path, body })));
  })
  .filter(({ body }) => body.includes('"items":['));
const library = parse(readFileSync(new URL('library/k8s-high-cpu.yaml', playbooks), 'utf8')) as Playbook;
const lists = library.steps.flatMap(({ with: input }) => (input?.fields && input.resource ? [input] : []));

describe('scanList', () => {
  it.each(lists)('reads recorded $resource as parsing reads them', async ({ resource = '', fields = [] }) => {
    const [plural = ''] = resource.split('.');
    const recorded = bodies.filter(({ path }) => path.split('?')[0]?.endsWith(`/${plural}`));
    for (const { body } of recorded) await expectSame(body, fields, plural);
  });

  it('is tried on recordings', () => {
    expect(lists.length).toBeGreaterThan(10);
    expect(bodies.length).toBeGreaterThan(50);
  });

  it('sorts by names that no mask keeps, and takes out what no mask may keep', async () => {
    const env = [{ name: 'A', value: 'SECRET' }];
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'SECRET', keep: 'yes' };
    const item = (name: string) => ({
      metadata: { name, annotations },
      kind: 'Secret',
      data: { [name]: 'SECRET' },
      env,
    });
    const body = JSON.stringify({ metadata: { resourceVersion: '7' }, items: [item('b'), item('a')] });
    const fields = ['metadata.annotations', 'data', 'env[].value', 'env[].name', 'kind'];
    const read = await expectSame(body, fields, 'secrets');
    expect(read).not.toContain('SECRET');
    expect(read).not.toContain('"name":"a"');
    await expectSame(body.replaceAll('"data"', '"d\\u0061ta"'), fields);
  });

  it.each([
    '{"items":null}',
    '{"items":[],"items":null,"metadata":3,"metadata":{"resourceVersion":"2"}}',
    '{"items":[{"metadata":{"name":"a"}}],"items":[{"metadata":{"name":"b"}}]}',
    ' { "\\u0069tems" : [ null , 1 , "x" , [ { "metadata" : 1 } ] ] } \n',
    '{"items":[{"metadata":{"name":"a","name":7,"namespace":["x"]}}]}',
    `{"items":[{"metadata":{"name":${'['.repeat(900)}${']'.repeat(900)}}}]}`,
    `{"items":[],"extra":${'{"a":'.repeat(900)}1${'}'.repeat(900)}}`,
  ])('reads %s', async (body) => {
    expect(await expectSame(body, ['metadata.name'])).toContain('"status":"present"');
  });

  it.each([
    '{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}',
    '{"items":[{"metadata":{"name":"a"}}],"metadata":{"continue":"x"}',
    '{"items":[{"metadata":{"name":"a"},"spec":{"skipped":nul}}]}',
    '{"items":[{"metadata":{"name":"a"}},]}',
    '{"items":[]}{"items":[]}',
    '{"items":"none"}',
    '{"items":[],"items":{}}',
    '{"metadata":{}}',
    '[]',
    '<html>',
    '',
  ])('answers unknown for %s', async (body) => {
    expect(await expectSame(body, ['metadata.name'])).toContain('"kind":"invalid"');
  });

  it('reads what is damaged as parsing reads it', async () => {
    const { body = '' } = bodies.find(({ path }) => path.startsWith('/api/v1/pods?')) ?? {};
    const { metadata, items } = JSON.parse(body) as { metadata: object; items: object[] };
    const text = JSON.stringify({ metadata, items: items.slice(0, 2) });
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(3), fc.string({ maxLength: 2 }), async (at, drop, put) => {
        await expectSame(text.slice(0, at) + put + text.slice(at + drop), ['metadata.name', 'spec.containers[].name']);
      }),
      { numRuns: 300 },
    );
  });
});
