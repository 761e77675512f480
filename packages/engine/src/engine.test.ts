import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPolicyEngine, loadDefaultPolicies, type PolicyEngine, type PolicySource } from '@cloudops/policy';
import { CloudOpsError, reportSchema } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, type BenchOptions, createBench } from './__fixtures__/bench.ts';
import { createEngine, type EngineOptions, type InvestigateOptions } from './index.ts';

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

function setUp(options: BenchOptions = {}) {
  bench = createBench(options);
  const engine = createEngine(bench.options);
  const ask = (question = 'why is cpu high?', more: Partial<InvestigateOptions> = {}) =>
    engine.investigate(question, { signal: new AbortController().signal, ...more });
  return { ...bench, ask, engine };
}

const analysis = { findings: [], ruled_out: [], not_checked: [], figures: [] };
const codeOf = (error: unknown): string | false => CloudOpsError.isInstance(error) && error.code;

describe('investigate', () => {
  it('answers, with a record of the question, the decision, the start and the end', async () => {
    const { ask, records } = setUp();
    const answer = await ask();
    expect(answer.kind).toBe('answered');
    expect(reportSchema.safeParse(answer.report).error).toBeUndefined();
    const written = await records();
    expect(written.map((record) => [record.event, record.result.status])).toEqual([
      ['question.asked', 'matched'],
      ['plan.decided', 'auto-approve'],
      ['execution.started', 'started'],
      ['execution.finished', 'completed'],
    ]);
    expect(written.map((record) => record.audit_id)).toEqual(answer.summary.audit_ids);
    expect(written.slice(1).map((record) => record.parent)).toEqual(answer.summary.audit_ids.slice(0, -1));
    expect(written[1]?.policy?.policies).toEqual(['read-any']);
  });

  it('records how the question was read, the playbook, every step and who the target says we are', async () => {
    const { ask, records } = setUp();
    await ask('why is cpu high in namespace shop?');
    const [asked, decided, , finished] = await records();
    expect(asked).toMatchObject({ user: { id: 'os:tester', credential: 'unknown' }, ai: { kind: 'local' } });
    expect(decided?.action).toMatchObject({ playbook: { version: '1.0.0', digest: 'sha256:0' } });
    expect(decided?.action.inputs?.namespace).toMatch(/^hmac-sha256:/);
    expect(finished?.steps).toMatchObject(
      [
        { id: 'look', action: 'memory.look', risk_level: 'read', status: 'present', evidence: /^sha256:/, calls: 1 },
      ].map((step) => ({ ...step, evidence: expect.stringMatching(step.evidence) })),
    );
    expect(finished?.identities).toMatchObject([
      { provider: 'memory', id: expect.any(String), credential: 'short-lived' },
    ]);
  });

  it('keeps the question’s text out of the log', async () => {
    const { ask, records } = setUp();
    await ask('why is cpu high in hunter2-password?');
    expect(JSON.stringify(await records())).not.toContain('hunter2');
  });

  it('writes the start before the provider is asked for anything', async () => {
    const { ask, provider, options } = setUp();
    const seen: number[] = [];
    const append = options.audit.append.bind(options.audit);
    Object.assign(options.audit, {
      append: (record: Parameters<typeof append>[0]) => {
        seen.push(provider.calls().length);
        return append(record);
      },
    });
    await ask();
    expect(seen).toEqual([0, 0, 0, 1]);
  });

  it('has the question read by the time of the world, and for the providers that it may be about', async () => {
    const { options } = setUp();
    const seen: unknown[] = [];
    const parser: EngineOptions['parser'] = {
      kind: 'watching',
      parse: (request) => {
        seen.push([request.now, request.providers]);
        return options.parser.parse(request);
      },
    };
    const executionClock = { ...options.clock, now: () => 1_700_000_000_000 };
    const signal = new AbortController().signal;
    await createEngine({ ...options, parser }).plan('why is cpu high?', { signal });
    await createEngine({ ...options, parser, executionClock, providers: ['memory'] }).plan('why is cpu high?', {
      signal,
    });
    expect(seen).toEqual([
      [expect.any(Number), undefined],
      [1_700_000_000_000, ['memory']],
    ]);
  });

  it('asks back when the question is not clear, and runs nothing', async () => {
    const { ask, provider, records } = setUp();
    const answer = await ask('what about the thing?');
    expect(['clarify', 'unsupported']).toContain(answer.kind);
    expect(answer.report.clarify?.choices.length).toBeGreaterThan(0);
    expect(provider.calls()).toHaveLength(0);
    expect((await records()).map((record) => record.event)).toEqual(['question.asked']);
  });

  it('asks back when the question names what cannot be, and runs nothing', async () => {
    const { options, provider } = setUp();
    const parse: EngineOptions['parser']['parse'] = async (request) => {
      const { intent, ...outcome } = await options.parser.parse(request);
      const target = { ...intent.target, filters: { namespace: 'Shop 1' } };
      return { ...outcome, intent: { ...intent, target } } as Awaited<ReturnType<typeof parse>>;
    };
    const engine = createEngine({ ...options, parser: { ...options.parser, parse } });
    const answer = await engine.investigate('why is cpu high?', { signal: new AbortController().signal });
    expect(answer.kind).toBe('clarify');
    expect(answer.report.summary).toMatch(/namespace must be a name .*, such as api.*; got "Shop 1"/);
    expect(provider.calls()).toHaveLength(0);
  });

  it('with an input that the playbook does not have says so', async () => {
    const { ask, provider } = setUp();
    expect(codeOf(await ask(undefined, { inputs: { namespase: 'x' } }).catch((error: unknown) => error))).toBe(
      'INPUT_INVALID',
    );
    expect(provider.calls()).toHaveLength(0);
  });

  it('lets go of what the report does not need when asked to, and answers the same', async () => {
    const answers = Array.from({ length: 2 }, () => ({ status: 'present' as const, output: { items: ['raw'] } }));
    const { ask, options } = setUp({ answers });
    const whole = await ask();
    const released = await ask(undefined, { releaseEvidence: true });
    expect([whole, released].map(({ run }) => run?.results[0]?.output)).toEqual([{ items: ['raw'] }, null]);
    expect(released.report).toEqual(whole.report);
    const kept = await options.journal.get(released.run?.id ?? '');
    expect(kept).toMatchObject({ run: { results: [{ output: { items: ['raw'] } }] } });
  });

  it('ignores defaults that the playbook does not declare', async () => {
    const { ask } = setUp();
    expect((await ask(undefined, { defaults: { node_proxy: true, namespace: 'shop' } })).plan?.inputs).toEqual({
      namespace: 'shop',
    });
  });

  it('with --dry-run touches nothing', async () => {
    const { ask, provider, records } = setUp();
    const answer = await ask(undefined, { dryRun: true });
    expect(answer).toMatchObject({ kind: 'planned', run: null, decision: { outcome: 'auto-approve' } });
    expect(provider.calls()).toHaveLength(0);
    expect((await records()).at(-1)?.event).toBe('plan.decided');
  });
});

describe('when something stands against the run', () => {
  it('a change that has no way back is not even looked at', async () => {
    const { ask, provider } = setUp({ risk: 'delete' });
    expect(await ask()).toMatchObject({ kind: 'clarify', report: { summary: expect.stringContaining('never run') } });
    expect(provider.calls()).toHaveLength(0);
  });

  it('a policy engine that gives no answer is a denial', async () => {
    const silent: PolicyEngine = {
      ready: async () => undefined,
      decide: async ({ plan, principal }) => ({
        plan_id: plan.id,
        outcome: 'deny',
        why: 'the policy engine crashed',
        steps: [],
        principal,
        policy_digest: 'sha256:0',
        engine: 'none',
        errors: ['crash'],
        decided_at: new Date(0).toISOString(),
      }),
      digest: async () => 'sha256:0',
      data: async () => ({ environments: ['prod'], roles: {}, approvals: { maximum: 1, roles: [] } }),
      close: async () => undefined,
    };
    const { ask, provider, records } = setUp({ policy: silent });
    expect((await ask()).kind).toBe('denied');
    expect(provider.calls()).toHaveLength(0);
    expect((await records()).at(-1)).toMatchObject({ event: 'plan.decided', result: { status: 'deny' } });
  });

  it('an audit log that cannot be written means no run', async () => {
    const { folder, ask, provider, options } = setUp();
    writeFileSync(join(folder, 'audit.db'), 'this is no database, and long enough to be looked at as one. '.repeat(40));
    expect(codeOf(await ask().catch((error: unknown) => error))).toMatch(/^AUDIT_/);
    expect(provider.calls()).toHaveLength(0);
    expect(options.audit).toBeDefined();
  });

  it('a target that refuses us ends the run after one call', async () => {
    const { ask, provider, records } = setUp({
      identity: { status: 'unknown', reason: { kind: 'unreachable', message: 'connection refused' } },
    });
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'unreachable', report: { status: 'failed' } });
    expect(answer.report.summary).toContain('connection refused');
    expect(provider.calls()).toHaveLength(0);
    expect((await records()).at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'failed' } });
  });

  it('nothing that could be read is a failure, never "nothing found"', async () => {
    const { ask } = setUp({
      answers: [{ status: 'unknown', reason: { kind: 'denied', message: '403', needs: 'look' } }],
    });
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'unreachable', report: { status: 'failed', causes: [] } });
    expect(answer.report.not_checked).not.toHaveLength(0);
  });

  it('a name that stands for nothing is said, and not "nothing wrong"', async () => {
    const reason = { kind: 'not-found', message: 'There is no namespace "x".', needs: 'shop' } as const;
    const { ask } = setUp({ answers: [{ status: 'unknown', reason, output: analysis }] });
    const { report } = await ask();
    expect(report).toMatchObject({ status: 'failed', summary: expect.stringContaining('There is no namespace "x".') });
    expect(report.summary).not.toMatch(/nothing wrong/i);
  });

  it('evidence that nobody analyzed is no answer', async () => {
    const { ask } = setUp({ answers: [{ status: 'present', output: { items: [] } }] });
    expect((await ask()).report).toMatchObject({
      status: 'partial',
      summary: expect.stringMatching(/^There is no answer/),
    });
  });

  it('time that ran out is no interrupt', async () => {
    const { ask, records } = setUp({
      identity: { status: 'unknown', reason: { kind: 'timeout', message: 'too slow' } },
    });
    const answer = await ask(undefined, { signal: AbortSignal.abort(new DOMException('late', 'TimeoutError')) });
    expect(answer).toMatchObject({ kind: 'unreachable', report: { status: 'failed' } });
    expect((await records()).at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'failed' } });
  });

  it.each(['intent-parsed', 'plan-created', 'plan-decided', 'step-started'] as const)(
    'an interrupt after %s is the last record',
    async (stage) => {
      const { ask, records } = setUp({
        answers: [{ status: 'unknown', reason: { kind: 'interrupted', message: '' } }],
      });
      const controller = new AbortController();
      const onEvent: InvestigateOptions['onEvent'] = ({ kind }) => kind === stage && controller.abort();
      expect(await ask(undefined, { signal: controller.signal, onEvent })).toMatchObject({ kind: 'interrupted' });
      expect((await records()).at(-1)).toMatchObject({
        event: 'execution.finished',
        result: { status: 'interrupted' },
      });
    },
  );

  it('an interrupt still writes the last record', async () => {
    const { ask, records } = setUp();
    const controller = new AbortController();
    controller.abort();
    const answer = await ask(undefined, { signal: controller.signal }).catch((error: unknown) => error);
    expect(answer).toMatchObject({ kind: 'interrupted' });
    expect((await records()).at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'interrupted' } });
  });

  it('the record of a world follows the last of its run', async () => {
    const { engine, ask, records } = setUp();
    const answer = await ask();
    await engine.recordWorld(answer, { name: 'friday', digest: 'sha256:0' });
    const [finished, recorded] = (await records()).slice(-2);
    expect(recorded).toMatchObject({
      event: 'world.recorded',
      parent: finished?.audit_id,
      action: finished?.action,
      policy: finished?.policy,
      result: { status: 'recorded' },
      extra: { world: 'friday', digest: 'sha256:0' },
    });
  });

  it('policy is asked again once a target tells that a stored key was used', async () => {
    const identity = { id: 'aws:x', kind: 'human', established_by: 'aws-sts', credential: 'long-lived' } as const;
    const { ask, records } = setUp({ identity: { status: 'present', output: identity } });
    const answer = await ask();
    expect(answer.kind).toBe('answered');
    expect(answer.summary.warnings?.[0]).toContain('warn-long-lived-credentials');
    expect((await records()).map(({ event }) => event)).toEqual([
      'question.asked',
      'plan.decided',
      'execution.started',
      'plan.decided',
      'execution.finished',
    ]);
  });

  it('a policy that forbids stored keys stops the run before its first step', async () => {
    const identity = { id: 'aws:x', kind: 'human', established_by: 'aws-sts', credential: 'long-lived' } as const;
    const strict = `@id("no-stored-keys") forbid (principal, action, resource)
      when { principal.credential == CloudOps::Credential::"long-lived" };`;
    const load = (): PolicySource => {
      const source = loadDefaultPolicies();
      return { ...source, policies: [...source.policies, { file: 'strict.cedar', text: strict }] };
    };
    const policy = createPolicyEngine({ load, worker: false });
    const { ask, provider } = setUp({ identity: { status: 'present', output: identity }, policy });
    const answer = await ask();
    expect(answer.kind).toBe('denied');
    expect(answer.decision?.steps[0]?.policies).toEqual(['no-stored-keys']);
    expect(provider.calls()).toEqual([]);
  });

  it('only the providers that the playbook names are asked for', async () => {
    const { options, provider } = setUp();
    const asked: (readonly string[])[] = [];
    const engine = createEngine({
      ...options,
      connect: async (_scope, names) => {
        asked.push(names);
        return [provider];
      },
    });
    await engine.investigate('why is cpu high?', { signal: new AbortController().signal });
    expect(asked).toEqual([['memory']]);
  });

  it('two providers with one name stop the question', async () => {
    const { options, provider, engine } = setUp();
    const twice = createEngine({ ...options, connect: async () => [provider, provider] });
    const asked = twice.investigate('why is cpu high?', { signal: new AbortController().signal });
    expect(codeOf(await asked.catch((error: unknown) => error))).toBe('PROVIDER_DUPLICATE');
    expect(engine).toBeDefined();
  });
});
