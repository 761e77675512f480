import { readdirSync, readFileSync } from 'node:fs';
import type { Evidence, WireRequest } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../__fixtures__/test-bench.ts';
import { type ListRequest, type ListResult, readList } from '../api/read-list.ts';
import type { ApiAnswer } from '../api/session.ts';
import type { ApiResource } from '../discovery/api-resource.ts';
import { builtinResources } from '../discovery/builtin-resources.ts';
import { createPicker, type ItemPick } from '../projection/picker.ts';
import { pickOf } from '../triage/records/pick.ts';
import { recordKinds } from '../triage/records/records.ts';
import { bytesField, encodeAnswer, encodeList, encodeMessage } from './__fixtures__/encode.ts';
import { createListPlanner } from './list-plan.ts';

type Fields = Readonly<Record<string, unknown>>;
type Answer = (request: WireRequest, asked: number) => ApiAnswer;

function resourceOf(name: string): ApiResource {
  const found = builtinResources().find(({ resource, group }) => name === (group ? `${resource}.${group}` : resource));
  if (found === undefined) throw new RangeError(`no ${name}`);
  return found;
}

const pods = resourceOf('pods');
const namePick = createPicker(['metadata.name']).forResource(pods);

/** Reads a list from a server of which each answer is made anew; with what was accepted, request by request. */
async function read(
  { resource = pods, pick = namePick }: { resource?: ApiResource; pick?: ItemPick<unknown> },
  answer: Answer,
): Promise<{ readonly evidence: Evidence<ListResult<unknown>>; readonly accepted: readonly string[] }> {
  const accepted: string[] = [];
  const request: ListRequest<unknown> = {
    session: {
      endpoint: 'test',
      lists: createListPlanner(),
      exchange: async (asked, _, wishes) => {
        accepted.push(asked.headers?.accept ?? '');
        const made = answer(asked, accepted.length);
        wishes?.onStart?.(made.body.subarray(0, 65_536));
        return made;
      },
    },
    context: createTestContext(),
    resource,
    namespace: null,
    limit: null,
    consistency: 'latest',
    metadataOnly: false,
    pick,
  };
  return { evidence: await readList(request), accepted };
}

function ok(body: Buffer | string): ApiAnswer {
  return { status: 200, headers: {}, body: Buffer.from(body) };
}

const protobuf = 'application/vnd.kubernetes.protobuf,application/json';
const worlds = new URL('../../../../playbooks/worlds/', import.meta.url);
const bodies = readdirSync(worlds)
  .filter((file) => file.endsWith('.world.json'))
  .flatMap((file) => {
    const world = JSON.parse(readFileSync(new URL(file, worlds), 'utf8')) as {
      exchanges: { path: string; responses: { body: string }[] }[];
    };
    return world.exchanges.flatMap(({ path, responses }) => responses.map(({ body }) => ({ path, body })));
  })
  .filter(({ body }) => body.includes('"items":[{'));

function recorded(resource: ApiResource): readonly { readonly metadata: Fields; readonly items: readonly Fields[] }[] {
  const end = `${resource.group === '' ? '/api' : `/${resource.group}`}/${resource.version}/`;
  return bodies
    .filter(({ path }) => path.includes(end) && path.split('?')[0]?.endsWith(`/${resource.resource}`))
    .map(({ body }) => JSON.parse(body));
}

const planner = createListPlanner();
const records = recordKinds
  .filter(({ resource }) => builtinResources().some((one) => resource.split('.')[0] === one.resource))
  .flatMap((record) => {
    const resource = builtinResources().find((one) => record.resource.split('.')[0] === one.resource);
    return resource && planner.plan(resource, pickOf(record)) !== null ? [{ name: record.name, record, resource }] : [];
  });

describe('a list in protobuf', () => {
  it('is asked for of every kind that comes in numbers', () => {
    const names = records.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['pods', 'events', 'nodes', 'replicasets', 'configmaps', 'leases']));
    expect(names).toEqual(expect.arrayContaining(['deployments', 'jobs', 'endpointslices', 'secrets']));
  });

  it.each(records)('reads recorded $name as JSON reads them', async ({ record, resource }) => {
    for (const list of recorded(resource)) {
      const pick = pickOf(record);
      const body = encodeList(resource.kind, list.metadata, list.items);
      const [first, second] = [
        await read({ resource, pick }, () => ok(body)),
        await read({ resource, pick }, () => ok(JSON.stringify(list))),
      ];
      expect(first.accepted).toEqual([protobuf]);
      // The order of keys is Go's own, which decode.test.ts holds; recordings may have another.
      expect(first.evidence).toEqual(second.evidence);
    }
  });

  it('is read page by page, each asked for once', async () => {
    const page = (name: string, token: string): ApiAnswer =>
      ok(encodeList('Pod', { resourceVersion: '7', continue: token }, [{ metadata: { name } }]));
    const { evidence, accepted } = await read({}, ({ path }) =>
      path.includes('continue') ? page('b', '') : page('a', 'next'),
    );
    expect(accepted).toEqual([protobuf, protobuf]);
    expect(evidence.output).toMatchObject({ resourceVersion: '7', complete: true, pages: 2 });
    expect(evidence.output?.items).toEqual([{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }]);
  });

  it('is begun anew in JSON when it holds what only JSON can tell', async () => {
    const newer = Buffer.concat([encodeMessage('Pod', { metadata: { name: 'a' } }), bytesField(99, 'new')]);
    const answer = encodeAnswer('PodList', bytesField(2, newer));
    const pick = createPicker(['metadata.name', 'spec', 'status']).forResource(pods);
    expect((await read({ pick }, () => ok(answer))).accepted).toEqual([protobuf]);
    const inside = bytesField(2, bytesField(2, bytesField(99, 'new')));
    const { evidence, accepted } = await read({ pick }, ({ headers }) =>
      ok(headers?.accept === protobuf ? encodeAnswer('PodList', inside) : '{"items":[{"spec":{"new":1}}]}'),
    );
    expect(accepted).toEqual([protobuf, 'application/json']);
    expect(evidence.output?.items).toEqual([{ spec: { new: 1 } }]);
  });

  it('says why it was refused', async () => {
    const status = { status: 'Failure', message: 'pods is forbidden: no right', reason: 'Forbidden', code: 403 };
    const body = encodeAnswer('Status', encodeMessage('Status', status));
    const { evidence } = await read({}, () => ({ status: 403, headers: {}, body }));
    expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
    expect(evidence.reason?.message).toContain('pods is forbidden');
  });

  it('may come as JSON all the same', async () => {
    const { evidence } = await read({}, () => ok('{"items":[{"metadata":{"name":"a"}}]}'));
    expect(evidence.output?.items).toEqual([{ metadata: { name: 'a' } }]);
  });

  it('is not asked for where a field is wanted that the table has not', async () => {
    const pick = createPicker(['metadata.name', 'status.shoeSize']).forResource(pods);
    expect((await read({ pick }, () => ok('{"items":[]}'))).accepted).toEqual(['application/json']);
  });
});
