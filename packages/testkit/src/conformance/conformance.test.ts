import {
  type Action,
  type Evidence,
  type FindingDefinition,
  type Json,
  type Provider,
  type ResourceRef,
  resourceRefSchema,
  type WireTransport,
} from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { readBody, toBody } from '../recorder/read-body.ts';
import { providerConformance } from './conformance.ts';
import { createFaultyTransport } from './faulty-transport.ts';
import type { ProviderUnderTest } from './provider-under-test.ts';

const sample: ResourceRef = { provider: 'good', target: 'test', kind: 'Pod', name: 'api' };
const target = { provider: 'good', name: 'test', environment: 'dev' };
const findings: readonly FindingDefinition[] = [
  { code: 'GOOD-1', title: 'A', role: 'fault', severity: 'low', decided: 'By a test.', remedy: 'Mend it.' },
  { code: 'GOOD-2', title: 'B', role: 'fault', severity: 'low', decided: 'By a test.', remedy: 'Mend it.' },
];
const unknown = (message: string): Evidence<Json> => ({ status: 'unknown', reason: { kind: 'failed', message } });

async function fetchOne(wire: WireTransport, signal: AbortSignal): Promise<Evidence<Json>> {
  try {
    const { status, body } = await wire.send({ method: 'GET', path: '/one' }, signal);
    const text = Buffer.from(await readBody(body)).toString();
    if (status === 404) return { status: 'absent' };
    return status === 200 ? { status: 'present', output: JSON.parse(text) as Json } : unknown(`status ${status}`);
  } catch (error) {
    return unknown(String(error));
  }
}

const base = {
  description: 'Reads one thing',
  risk: 'read',
  input: resourceRefSchema,
  output: resourceRefSchema,
  estimatedSec: 1,
  estimatedCostUsd: 0,
} as const;

interface Change {
  readonly provider?: (provider: Provider, wire: WireTransport) => Partial<Provider>;
  readonly get?: (action: Action, wire: WireTransport) => Partial<Action>;
}

/** A provider that does all as it should, but for one change. */
function createSubject(change: Change = {}): ProviderUnderTest {
  const answer = { status: 200, headers: {}, body: JSON.stringify(sample) };
  const wire: WireTransport = {
    endpoint: 'test',
    send: async () => ({ ...answer, body: toBody(Buffer.from(answer.body)) }),
    close: async () => {},
  };
  const faulty = createFaultyTransport(wire);
  const get: Action = {
    ...base,
    name: 'get',
    permissions: () => [{ verb: 'get', resource: 'pods' }],
    doRun: async (_, context) => {
      context.countCall();
      return fetchOne(faulty.transport, context.signal);
    },
  };
  const analyze: Action = {
    ...base,
    name: 'analyze-one',
    permissions: () => [],
    doRun: async (input) => ({ status: 'present', output: input }),
  };
  const provider: Provider = {
    specificationVersion: 'v1',
    name: 'good',
    version: '1.0.0',
    actions: [{ ...get, ...change.get?.(get, faulty.transport) }, analyze],
    findings,
    targets: async () => [target],
    doIdentify: async (context) => (await fetchOne(faulty.transport, context.signal)) as Evidence<never>,
    close: async () => {},
  };
  return {
    provider: { ...provider, ...change.provider?.(provider, faulty.transport) },
    inputs: { get: { ...sample }, 'analyze-one': { ...sample } },
    local: ['analyze-one'],
    fail: faulty.fail,
    requests: faulty.requests,
  };
}

async function listFailed(change?: Change): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of providerConformance(async () => createSubject(change))) {
    const error = await run().then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (error === undefined) continue;
    expect(error).toMatchObject({ code: 'CONFORMANCE_FAILED' });
    failed.push(name);
  }
  return failed;
}

let bytes = 0;
let closed = 0;

const broken: Readonly<Record<string, Change>> = {
  'specification-is-stated': { provider: () => ({ specificationVersion: 'v0' as 'v1' }) },
  'actions-are-named': {
    provider: ({ actions }) => ({ actions: [...actions, ...actions.filter(({ name }) => name === 'get')] }),
  },
  'actions-are-declared': { get: () => ({ permissions: () => [] }) },
  // A sample passes, and so does everything else.
  'unknown-keys-are-rejected': {
    get: () => ({ input: resourceRefSchema.or(resourceRefSchema).catch((context) => context.input as never) }),
  },
  'bad-input-does-not-throw': {
    get: () => ({
      input: resourceRefSchema.or(
        resourceRefSchema.nullable().refine((value) => {
          if (value === null) throw new TypeError('a bug');
          return true;
        }) as never,
      ),
    }),
  },
  'output-matches-its-schema': {
    get: ({ doRun }) => ({
      doRun: async (input, context) => {
        const evidence = await doRun(input, context);
        return evidence.status === 'present' ? { status: 'present', output: { name: 7 } } : evidence;
      },
    }),
  },
  'requests-are-counted': {
    get: ({ doRun }) => ({ doRun: (input, context) => doRun(input, { ...context, countCall: () => {} }) }),
  },
  'findings-are-documented': { provider: () => ({ findings: [...findings, ...findings.slice(0, 1)] }) },
  'targets-need-no-network': {
    provider: (_, wire) => ({
      targets: async () => {
        await wire.send({ method: 'GET', path: '/targets' }, AbortSignal.timeout(10)).catch(() => {});
        return [target];
      },
    }),
  },
  'close-may-be-repeated': {
    provider: () => ({
      close: async () => {
        closed += 1;
        if (closed % 2 === 0) throw new TypeError('closed already');
      },
    }),
  },
  'abort-is-prompt': {
    get: ({ doRun }) => ({
      doRun: (input, context) => doRun(input, { ...context, signal: new AbortController().signal }),
    }),
  },
  'same-answers-give-same-bytes': {
    get: ({ doRun }) => ({
      doRun: async (input, context) => {
        const evidence = await doRun(input, context);
        bytes += 1;
        return evidence.status === 'present'
          ? { status: 'present', output: { ...sample, name: `n${bytes}` } }
          : evidence;
      },
    }),
  },
  'failure-reads-as-unknown': {
    get: ({ doRun }) => ({
      doRun: async (input, context) => {
        const evidence = await doRun(input, context);
        return evidence.status === 'unknown' && !context.signal.aborted ? { status: 'absent' } : evidence;
      },
    }),
  },
};

describe('providerConformance', () => {
  it('passes a provider that does as it should', async () => {
    expect(await listFailed()).toEqual([]);
  });

  it('has a broken provider for each of its cases', () => {
    const names = providerConformance(async () => createSubject()).map(({ name }) => name);
    expect(Object.keys(broken).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(broken))(
    'finds %s, and nothing else, in a provider broken in that way',
    async (name, change) => {
      expect(await listFailed(change)).toEqual([name]);
    },
  );

  it.each([
    [
      'an identity that reads as absent',
      { provider: () => ({ doIdentify: async () => ({ status: 'absent' }) as const }) },
    ],
    [
      'an identity that throws',
      { provider: () => ({ doIdentify: async () => Promise.reject(new TypeError('a bug')) }) },
    ],
  ])('finds %s', async (_, change) => {
    expect(await listFailed(change)).toEqual(['failure-reads-as-unknown']);
  });
});
