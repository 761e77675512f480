import { CloudOpsError, intentSchema } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalog } from './__fixtures__/catalog.ts';
import { type IntentParser, parseIntent } from './index.ts';

const parse = (question: string, environments: readonly string[] = []) =>
  parseIntent(question, { catalog, environments });

describe('parseIntent with the local parser', () => {
  it.each([
    ['why is CPU high in prod?'],
    ['WHY IS CPU HIGH IN PROD'],
    ['why is cpu usage so high'],
    ['cpu is at 100% on the nodes, what is going on?'],
    ['which pod eats the cpu'],
    ['warum ist die CPU im Cluster so hoch?'],
    ['why is cup high in prod'],
    ['cpu spike'],
  ])('takes %j for the CPU playbook', async (question) => {
    const outcome = await parse(question);
    expect(outcome).toMatchObject({ kind: 'matched', playbook: 'k8s-high-cpu' });
  });

  it('tells questions about the bill from questions about CPU', async () => {
    expect(await parse('why is our bill so high?')).toMatchObject({ kind: 'matched', playbook: 'aws-cost-spike' });
  });

  it.each([['what is the weather in Paris'], ['tell me a joke'], ['asdf qwer'], ['is my database backed up']])(
    'does not act on %j',
    async (question) => {
      const outcome = await parse(question);
      expect(outcome.kind).not.toBe('matched');
      expect('choices' in outcome && outcome.choices.length).toBeGreaterThan(0);
    },
  );

  it.each([['restart api in prod'], ['please scale checkout to 5'], ['delete the pods that use most cpu']])(
    'does not take the order %j for a question',
    async (question) => {
      expect(await parse(question)).toMatchObject({ kind: 'unsupported' });
    },
  );

  it('keeps the question verbatim and says that no model was used', async () => {
    const { intent } = await parse('  Why is CPU high?  ');
    expect(intent).toMatchObject({ question: '  Why is CPU high?  ', parser: { kind: 'local' } });
  });

  it('labels the language', async () => {
    expect((await parse('why is the cpu so high')).intent.language).toBe('en');
    expect((await parse('warum ist die cpu so hoch')).intent.language).toBe('de');
  });
});

describe('scope', () => {
  it.each([
    ['why is cpu high in production?', 'prod'],
    ['why is cpu high in staging?', 'staging'],
    ['why is cpu high in namespace shop-prod?', 'prod'],
    ['why is cpu high?', null],
    ['is cpu high in prod or in staging?', null],
    ['cpu high in Produktion', 'prod'],
  ])('of %j is %j', async (question, scope) => {
    expect((await parse(question)).intent.target.scope).toBe(scope);
  });

  it('knows configured environments', async () => {
    expect((await parse('why is cpu high in perf?', ['perf'])).intent.target.scope).toBe('perf');
  });
});

describe('slots', () => {
  it.each([
    ['why is cpu high in namespace shop?', { namespace: 'shop' }],
    ['why is cpu high in the shop namespace?', { namespace: 'shop' }],
    ['why is cpu high -n shop', { namespace: 'shop' }],
    ['why is cpu high in shop?', { namespace: 'shop' }],
    ['why is cpu high on node worker-3?', { node: 'worker-3' }],
    ['why is deployment/api using so much cpu in shop', { workload: 'api', namespace: 'shop' }],
    ['why is checkout using so much cpu?', { workload: 'checkout' }],
    ['why is cpu high in prod?', {}],
    ['why is cpu high in the cluster?', {}],
    ['why is cpu high in ns shop?', { namespace: 'shop' }],
    ['why is deployment api using so much cpu?', { workload: 'api' }],
    ['why is cpu high on node ip-10-0-3-7?', { node: 'ip-10-0-3-7' }],
    ['why is node cpu usage so high in kubernetes?', {}],
    ['our pods are being cpu throttled', {}],
  ])('of %j are %j', async (question, filters) => {
    expect((await parse(question)).intent.target.filters).toEqual(filters);
  });

  it('choose what the question is about', async () => {
    expect((await parse('why is cpu high on node worker-3?')).intent.target.resource_type).toBe('node');
    expect((await parse('why is cpu high in prod?')).intent.target.resource_type).toBe('cluster');
  });
});

describe('whatever is asked', () => {
  it('the answer is a valid intent and the same every time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), async (question) => {
        if (question.trim() === '') return;
        const [first, second] = [await parse(question), await parse(question)];
        expect(intentSchema.safeParse(first.intent).success).toBe(true);
        expect(JSON.stringify(first)).toBe(JSON.stringify(second));
      }),
      { numRuns: 200 },
    );
  });

  it.each([[''], ['   '], ['x'.repeat(4001)]])('a question that is none is an error', async (question) => {
    const failure = await parse(question).catch((error: unknown) => error);
    expect(CloudOpsError.isInstance(failure) && failure.code).toBe('QUESTION_INVALID');
  });

  it('a parser that is sure of a playbook that is not loaded does not get through', async () => {
    const { intent } = await parse('why is cpu high?');
    const liar: IntentParser = {
      kind: 'liar',
      parse: async () => ({ kind: 'matched', intent: { ...intent, confidence: 1 }, playbook: 'drop-tables' }),
    };
    expect(await parseIntent('x', { catalog, parser: liar })).toMatchObject({ kind: 'clarify' });
  });

  it('a parser that is not sure enough asks back', async () => {
    const { intent } = await parse('why is cpu high?');
    const unsure: IntentParser = {
      kind: 'unsure',
      parse: async () => ({ kind: 'matched', intent: { ...intent, confidence: 0.79 }, playbook: 'k8s-high-cpu' }),
    };
    expect(await parseIntent('x', { catalog, parser: unsure })).toMatchObject({ kind: 'clarify' });
  });
});
