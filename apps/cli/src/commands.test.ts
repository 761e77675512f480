import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from './__fixtures__/expect-tidy.ts';
import { kubeconfig } from './__fixtures__/kubeconfig.ts';
import type { CliUser } from './__fixtures__/run-cli.ts';
import { createUser, setScene } from './__fixtures__/scene.ts';

const question = 'why is CPU high in prod?';
const world = ['--world', 'hot-shard'];

/** A user that has asked one question. */
async function createAsker(): Promise<{ readonly user: CliUser; readonly runId: string; readonly report: unknown }> {
  const user = createUser();
  const { document } = await user.json(['investigate', question, ...world]);
  const { report, run } = document as { report: unknown; run: { id: string } };
  return { user, runId: run.id, report };
}

describe.concurrent('demo', () => {
  it('shows seven investigations with their answers, without a cluster or an account', async () => {
    const result = await createUser().run(['demo']);
    expect(result.status).toBe(0);
    expect(result.stdout.match(/^\d of 7: /gm)).toHaveLength(7);
    expect(result.stdout.match(/^run +run_/gm)).toHaveLength(7);
    for (const code of ['CPU-104', 'NET-001', 'CST-11']) expect(result.stdout).toContain(code);
    expectTidy(result);
  }, 60_000);

  it('lists the recorded worlds', async () => {
    const { document } = await createUser().json(['demo', '--list']);
    const { worlds } = document as { worlds: readonly { name: string }[] };
    expect(worlds.map(({ name }) => name)).toEqual(expect.arrayContaining(['hot-shard', 'false-alarm']));
  });
});

describe.concurrent('playbooks', () => {
  it('test meets every expectation on the shipped worlds', async () => {
    const result = await createUser().json(['playbooks', 'test']);
    const { results } = result.document as { results: readonly { world: string; problems: readonly string[] }[] };
    expect(results.flatMap(({ world, problems }) => problems.map((problem) => `${world}: ${problem}`))).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(7);
    expect(result.status).toBe(0);
  }, 60_000);

  it('test fails, naming the world, when an expectation is not met', async () => {
    const user = createUser();
    const file = user.write('wrong.yaml', '- world: hot-shard\n  first_cause: Deployment/shop/other\n');
    const result = await user.run(['playbooks', 'test', '--file', file]);
    expect(result.status).toBe(1);
    expect(result.stdout).toMatch(/^FAILED hot-shard first cause is Deployment\/shop\/api/);
    expectTidy(result);
  });
});

describe.concurrent('plan', () => {
  it('keeps a plan in a file that plan show reads, and refuses it once it was edited', async () => {
    const user = createUser();
    const made = await user.run(['plan', question, ...world, '--out', 'cpu.plan.json']);
    expect(made.status).toBe(0);
    const shown = await user.run(['plan', 'show', 'cpu.plan.json']);
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('k8s-high-cpu');
    const file = join(user.home, 'cpu.plan.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"samples": 3', '"samples": 4'));
    const edited = await user.json(['plan', 'show', 'cpu.plan.json']);
    expect(edited.status).toBe(2);
    expectError(edited.document, 'PLAN_INVALID');
    expect(edited.stdout).toMatch(/changed after it was made/);
  });

  it('that cannot be written says so', async () => {
    const result = await createUser().json(['plan', question, ...world, '--out', 'no/such/folder/plan.json']);
    expect(result.status).toBe(2);
    expectError(result.document, 'PLAN_UNWRITABLE');
    expectTidy(result);
  });
});

describe.concurrent('runs', () => {
  it('are listed, shown and replayed with the same report', async () => {
    const { user, runId, report } = await createAsker();
    const [listed, shown, replayed] = await Promise.all([
      user.json(['runs', 'list']),
      user.json(['runs', 'show', runId]),
      user.json(['runs', 'replay', runId]),
    ]);
    expect(listed.document).toMatchObject({ runs: [{ id: runId, outcome: 'completed' }] });
    expect((shown.document as { report: unknown }).report).toEqual(report);
    expect((replayed.document as { report: unknown }).report).toEqual(report);
    expect(replayed.stderr).toBe('Same report as then.\n');
  });
});

describe.concurrent('audit', () => {
  it('lists and shows what was asked, and verifies', async () => {
    const { user, runId } = await createAsker();
    const [listed, shown, verified] = await Promise.all([
      user.run(['audit', 'list']),
      user.run(['audit', 'show', runId]),
      user.json(['audit', 'verify']),
    ]);
    expect(listed.stdout).toMatch(/question\.asked|plan\.decided/);
    expect(shown.stdout).toContain(runId);
    expect(verified).toMatchObject({ status: 0, document: { verification: { kind: 'verified', size: 4 } } });
    for (const result of [listed, shown, verified]) expectTidy(result);
  });

  it('verify of a tampered log is status 8 and names the record', async () => {
    const { user } = await createAsker();
    const database = new DatabaseSync(join(user.state, 'audit.db'));
    const guards = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of guards) database.exec(`DROP TRIGGER ${String(name)}`);
    database.exec(
      "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'auto-approve', 'auto-refused') AS BLOB) WHERE idx = 1",
    );
    for (const { sql } of guards) database.exec(String(sql));
    database.close();
    const result = await user.json(['audit', 'verify']);
    expect(result).toMatchObject({ status: 8, document: { verification: { kind: 'broken', index: 1 } } });
    const told = await user.run(['audit', 'verify']);
    expect(told.stdout).toMatch(/^BROKEN at record 1: /);
    expectTidy(told);
  });
});

describe.concurrent('findings show', () => {
  it('says what a code means, in any case of its letters', async () => {
    const result = await createUser().run(['findings', 'show', 'cpu-104']);
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('CPU-104');
    expectTidy(result);
  });
});

describe.concurrent('init', () => {
  it('maps contexts to environments once, and again only with --force', async () => {
    const user = createUser();
    user.write('.kube/config', kubeconfig({ server: 'https://127.0.0.1:1', contexts: ['staging-eu', 'kind-mine'] }));
    const first = await user.json(['init']);
    const environments = { prod: { contexts: ['prod-eu'] }, staging: { contexts: ['staging-eu'] } };
    expect(first).toMatchObject({ status: 0, document: { environments } });
    const file = join(user.home, '.config/cloudops/config.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# mine\n`);
    const second = await user.json(['init']);
    expect(second.status).toBe(2);
    expectError(second.document, 'CONFIG_EXISTS');
    expect(readFileSync(file, 'utf8')).toContain('# mine');
    expect((await user.run(['init', '--force'])).status).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('# mine');
    const config = await user.json(['config']);
    expect(config).toMatchObject({ status: 0, document: { configuration: { environments, default_scope: 'prod' } } });
  });
});

describe.concurrent('doctor', () => {
  it('is status 0 where all is well', async () => {
    const { user } = await setScene();
    const result = await user.json(['doctor']);
    const { checks } = result.document as { checks: readonly { name: string; status: string; detail: string }[] };
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['audit log', 'connection', 'metrics API']));
    expect(result.status).toBe(0);
    expectTidy(result);
  });

  it('is status 2 without a kubeconfig, and says how to mend it', async () => {
    const result = await createUser().run(['doctor']);
    expect(result.status).toBe(2);
    expect(result.stdout).toMatch(/✗ {2}target: No kubeconfig[^✓]*→ /);
    expectTidy(result);
  });

  it('is status 6 when only the cluster is the matter', async () => {
    const user = createUser();
    user.write('.kube/config', kubeconfig({ server: 'https://127.0.0.1:1' }));
    const result = await user.run(['doctor']);
    expect(result.status).toBe(6);
    expect(result.stdout).toMatch(/CONNECTION_REFUSED/);
    expectTidy(result);
  });
});

describe.concurrent.each([['audit', 'verify'], ['doctor']])('%s %s', (...words) => {
  const command = words.filter((word) => typeof word === 'string');

  it('honours every form', async () => {
    const user = createUser();
    const lines = (await user.run([...command, '-o', 'jsonl'])).stdout.trimEnd().split('\n');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
    expect((await user.run([...command, '-o', 'markdown'])).stdout).toMatch(/^\| [A-Z]+ \|/);
    expect((await user.run([...command, '-o', 'html'])).stdout).toMatch(/^<table>/);
  });
});

describe.concurrent('the cluster part of doctor', () => {
  it('is decided and recorded like any question', async () => {
    const { user } = await setScene();
    const { status, document } = await user.json(['doctor']);
    expect(status).toBe(0);
    const names = ['target', 'decision', 'connection', 'metrics API'];
    const { checks } = document as { checks: readonly { name: string; status: string }[] };
    expect(checks.filter(({ name }) => names.includes(name)).map((check) => check.status)).toEqual(
      names.map(() => 'ok'),
    );
    expect((await user.records()).map(({ event }) => event)).toEqual([
      'question.asked',
      'plan.decided',
      'execution.started',
      'execution.finished',
    ]);
  });

  it('asks nothing that policy denies', async () => {
    const { user, server } = await setScene();
    user.write('.config/cloudops/policies/own.cedar', '@id("none") forbid(principal, action, resource);');
    const defaults = new URL('../../../packages/policy/defaults/data.yaml', import.meta.url);
    user.write('.config/cloudops/policies/data.yaml', readFileSync(defaults, 'utf8'));
    const { status, document } = await user.json(['doctor']);
    expect(status).toBe(4);
    const { checks } = document as { checks: readonly unknown[] };
    expect(checks).toContainEqual(expect.objectContaining({ name: 'decision', status: 'failed' }));
    expect(server.seen).toEqual([]);
  });
});
