import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindChange, createPlan } from '@cloudops/planner';
import type { Plan, PlannedChange } from '@cloudops/spec';
import { afterAll, describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cloudops-embedding-'));
const children: ChildProcess[] = [];
/** Each test starts programs, beside others. */
const patience = { timeout: 60_000 };

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  program: string,
  args: readonly string[],
  more: { input?: string; env?: Record<string, string> } = {},
): Ended {
  const all = ['--conditions=@cloudops/source', join(here, program), ...args];
  const env = { PATH: process.env.PATH ?? '', HOME: folder, ...more.env };
  return spawnSync(process.execPath, all, { encoding: 'utf8', cwd: folder, input: more.input ?? '', env });
}

/** Starts a server; its first line of output tells the port. */
async function start(
  program: string,
  args: readonly string[],
): Promise<{ url: string; stop(): Promise<number | null> }> {
  const all = ['--conditions=@cloudops/source', join(here, program), ...args];
  const child = spawn(process.execPath, all, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
    void ended.then(() => reject(new TypeError(`${program} ended before it listened`)));
  });
  const { port } = JSON.parse(line) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}

describe('the planner alone', patience, () => {
  it('makes the same plan of the same form, byte for byte', () => {
    const [first, second] = [1, 2].map(() => run('planner-alone.ts', ['staging', 'api', '5']));
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first?.stdout).toBe(second?.stdout);
    expect(JSON.parse(first?.stdout ?? '')).toMatchObject({
      id: expect.stringMatching(/^pln_[0-9a-f]{64}$/),
      targets: [{ name: 'shop-staging', environment: 'staging' }],
      steps: [{ action: 'shop.scale', with: { of: 'api', to: 5 }, risk_level: 'write' }],
    });
  });

  it.each([
    [['staging', 'api', '50'], /replicas must be at most 20, got 50/],
    [['staging', 'api', 'many'], /replicas must be a whole number/],
    [[], /replicas/],
  ])('says what is wrong with %j', (args, expected) => {
    const result = run('planner-alone.ts', args);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(expected);
  });
});

describe('intent alone', patience, () => {
  it('answers each line, also those that it cannot make out', () => {
    const lines = [
      'service is not reachable in staging',
      'who has the pager this week',
      'bake me a cake',
      '',
      'x'.repeat(5000),
    ];
    const { status, stdout, stderr } = run('intent-bot.ts', [], { input: `${lines.join('\n')}\n` });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const answers = stdout.trimEnd().split('\n');
    expect(answers).toHaveLength(lines.length);
    expect(answers[0]).toBe('That is service-down in staging.');
    expect(answers[1]).toBe('That is who-is-on-call in prod.');
    expect(answers[2]).toMatch(/Ask me “/);
    expect(answers[3]).toMatch(/empty.*\[QUESTION_INVALID\]/);
    expect(answers[4]).toMatch(/\[QUESTION_INVALID\]/);
  });
});

describe('policy as a gate', patience, () => {
  const policies = join(folder, 'policies');
  cpSync(join(repository, 'packages/policy/defaults'), policies, {
    recursive: true,
    filter: (source) => !/(optional|tests)$/.test(source),
  });
  writeFileSync(
    join(policies, 'data.yaml'),
    `environments: [dev, staging, prod]
roles: { viewer: ["*"], operator: ["ci:deploy"], approver: [alice], finops: [] }
approvals: { maximum: 3, roles: [approver, finops] }
people:
  alice: { logins: ["os:alice"] }
`,
  );
  const scaling = JSON.parse(run('planner-alone.ts', ['prod', 'api', '5']).stdout) as Plan;
  const seen: PlannedChange = {
    ...{ requester: 'ci:deploy', prepared_at: '2026-11-23T10:00:00.000Z', expires_at: '2026-11-24T10:00:00.000Z' },
    places: [{ provider: 'shop', target: 'shop-prod', identity: 'shop:1' }],
    steps: [
      {
        ...{ step: 'scale', blast_radius: 5, monthly_cents: 0, in_place: false, undo: 'scale it back' },
        objects: [
          {
            resource: { provider: 'shop', target: 'shop-prod', kind: 'Service', name: 'api' },
            ...{ version: '7', effects: ['replicas: 2 → 5'] },
          },
        ],
      },
    ],
    ...{ blast_radius: 5, monthly_cents: 0 },
  };
  const bound = bindChange(scaling, seen);

  function gate(plan: unknown, actor = 'ci:deploy'): Ended {
    const file = join(folder, 'plan.json');
    writeFileSync(file, typeof plan === 'string' ? plan : JSON.stringify(plan));
    return run('policy-gate.ts', [file], { env: { CI_ACTOR: actor, POLICIES: policies } });
  }

  it('asks for an approval with 5, and denies with 4 whoever may not', () => {
    expect(gate(bound)).toMatchObject({
      status: 5,
      stdout: expect.stringMatching(/^needs-approval: scale on shop:shop-prod/),
    });
    expect(gate(bound, 'ci:stranger')).toMatchObject({
      status: 4,
      stdout: expect.stringMatching(/^deny: .*ci:stranger/),
    });
  });

  it('denies a change that nobody has looked at', () => {
    expect(gate(scaling)).toMatchObject({
      status: 4,
      stdout: expect.stringMatching(/nobody looked at what the plan changes/),
    });
  });

  it('lets through with 0 what only reads', () => {
    const list = { name: 'shop.list', provider: 'shop', risk: 'read', description: 'Lists' } as const;
    const metadata = { name: 'look', version: '1.0.0', title: 'Look', description: 'Looks.', examples: ['look'] };
    const triggers = [{ intent_type: 'inspect', goal: 'look' }];
    const steps = [{ id: 'look', action: 'shop.list' }];
    const playbook = { api_version: 'cloudops/v1', metadata, triggers, inputs: {}, steps, findings: [] } as const;
    const outcome = createPlan(
      { ...scaling.intent, intent_type: 'inspect', goal: 'look' },
      { entries: [{ playbook, digest: 'sha256:0', origin: 'project' }] },
      {
        ...{ targets: scaling.targets, provider_versions: { shop: '1.0.0' }, inputs: {} },
        actions: [{ ...list, estimated_sec: 1, estimated_cost_usd: 0 }],
      },
    );
    expect(outcome.kind).toBe('planned');
    const result = gate(outcome.kind === 'planned' ? outcome.plan : null, 'ci:anybody');
    expect(result).toMatchObject({ status: 0, stdout: expect.stringMatching(/^auto-approve: /) });
  });

  it.each([
    ['no JSON', '{nope'],
    ['no plan', { kind: 'something else' }],
    ['a plan that was altered', { ...bound, targets: [{ provider: 'shop', name: 'shop-prod', environment: 'dev' }] }],
  ])('ends with 2 for %s', (_, plan) => {
    const result = gate(plan);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/holds no plan, or one that was altered/);
  });

  it('ends with 4, and says so, where its policies do not load', () => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(bound));
    const result = run('policy-gate.ts', [file], {
      env: { CI_ACTOR: 'ci:deploy', POLICIES: join(folder, 'not-there') },
    });
    expect(result).toMatchObject({ status: 4, stdout: expect.stringMatching(/^deny: /) });
  });
});

describe('audit alone', patience, () => {
  it('records each order, proves its log, and takes nothing that is not signed for', async () => {
    const server = await start('audit-service.ts', [join(folder, 'orders')]);
    const orders = await Promise.all([1, 2, 3].map(() => post(`${server.url}/orders`, '', { 'x-user': 'alice' })));
    expect(orders).toEqual(Array.from({ length: 3 }, () => ({ status: 200, text: 'ordered\n' })));
    expect(await post(`${server.url}/orders`, '')).toMatchObject({ status: 400 });
    expect(await (await fetch(`${server.url}/checkpoint`)).text()).toMatch(/^shop\.example\/orders\n6\n/);
    expect(await (await fetch(`${server.url}/verify`)).json()).toMatchObject({
      kind: 'verified',
      size: 6,
      unknown_outcome: [],
    });
    expect(await server.stop()).toBe(0);
  });

  it('takes no order where nothing can be recorded', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const server = await start('audit-service.ts', [join(folder, 'no-folder')]);
    expect(await post(`${server.url}/orders`, '', { 'x-user': 'alice' })).toMatchObject({ status: 503 });
    expect(await server.stop()).toBe(0);
  });
});

describe('the whole pipeline in a server', patience, () => {
  it('answers from a recorded world, refuses a change, and says what is wrong with a question', async () => {
    const world = join(repository, 'playbooks/worlds/hot-shard.world.json');
    const server = await start('ask-server.ts', [world, join(folder, 'asked')]);
    const ask = async (body: string): Promise<{ status: number; answer: never }> => {
      const { status, text } = await post(`${server.url}/ask`, body);
      return { status, answer: JSON.parse(text) as never };
    };
    expect(await ask(JSON.stringify({ question: 'why is CPU high in prod?' }))).toMatchObject({
      status: 200,
      answer: { run: { id: expect.stringMatching(/^run_/) }, report: { causes: [{ code: 'CPU-104' }] } },
    });
    expect(await ask(JSON.stringify({ question: 'scale api to 5' }))).toMatchObject({
      answer: { report: { status: 'denied' }, run: { id: null } },
    });
    expect(await ask(JSON.stringify({ question: '' }))).toMatchObject({
      status: 400,
      answer: { error: 'The question is empty.' },
    });
    expect(await ask('{nope')).toMatchObject({ status: 400 });
    expect(await ask('null')).toMatchObject({ status: 400 });
    expect(await ask('x'.repeat(20_000))).toMatchObject({
      status: 400,
      answer: { error: 'The question is too long.' },
    });
    expect(await server.stop()).toBe(0);
  });

  it('does not start on a file that is no world', () => {
    const file = join(folder, 'no.world.json');
    writeFileSync(file, '{}');
    const result = run('ask-server.ts', [file, join(folder, 'never')]);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/WORLD_INVALID/);
  });
});

describe('docs/embedding.md', () => {
  const page = readFileSync(join(repository, 'docs/embedding.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);

  it.each(['planner-alone', 'intent-bot', 'policy-gate', 'audit-service', 'ask-server'])(
    'shows %s as it is',
    (name) => {
      const code = readFileSync(join(here, `${name}.ts`), 'utf8');
      expect(blocks).toContain(code);
    },
  );
});
