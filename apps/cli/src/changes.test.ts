import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyFile } from '@cloudops/approval';
import { bindChange } from '@cloudops/planner';
import { renderForApproval } from '@cloudops/report';
import type { AuditRecord, Plan, PlanFile } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ChangeScene, setChangeScene } from './__fixtures__/change-scene.ts';
import { startClusterServer } from './__fixtures__/cluster-server.ts';
import { expectError, expectTidy } from './__fixtures__/expect-tidy.ts';
import { kubeconfig } from './__fixtures__/kubeconfig.ts';
import { cleanUpLater } from './__fixtures__/scene.ts';
import { hasTerminal, runAtTerminal } from './__fixtures__/terminal.ts';

/** Each test starts the program a few times, and a change is watched for a while before it counts as healed. */
const patience = { timeout: 180_000 };

/** A plan for three replicas, saved. */
async function save(scene: ChangeScene, name = 'api.plan.json'): Promise<PlanFile> {
  expect(await scene.user.run(['plan', scene.scale(3), '--out', name])).toMatchObject({ status: 0 });
  return readPlan(scene, name);
}

function readPlan({ user }: ChangeScene, name = 'api.plan.json'): PlanFile {
  return JSON.parse(readFileSync(join(user.home, name), 'utf8'));
}

/** Writes a file as somebody would who may write to it. */
function forge({ user }: ChangeScene, file: unknown, name = 'api.plan.json'): void {
  writeFileSync(join(user.home, name), typeof file === 'string' ? file : JSON.stringify(file));
}

/** Gives a plan the id of its content, as a forger can. */
function seal(plan: Plan): Plan {
  const { change } = plan;
  if (change === undefined) throw new Error('The plan changes nothing.');
  return bindChange(plan, change);
}

function expectUntouched({ server }: ChangeScene): void {
  expect(server.replicas()).toBe(2);
  expect(server.cluster.changes()).toEqual([]);
}

async function eventsOf({ user }: ChangeScene): Promise<readonly string[]> {
  return (await user.records()).map(({ event, result }: AuditRecord) => `${event} ${result.status}`);
}

describe('a change in prod', patience, () => {
  it('is planned, approved by another person, applied once, and recorded', async () => {
    const scene = await setChangeScene('prod');
    const { user, server, bob } = scene;
    const { plan } = await save(scene);
    const shown = await user.run(['plan', 'show', 'api.plan.json']);
    expect(shown.stdout).toContain('• replicas: 2 → 3');
    expect(shown.stdout).toContain('could be given by bob');
    const early = await user.json(['apply', 'api.plan.json']);
    expect(early).toMatchObject({ status: 5, document: { report: { status: 'needs_approval' } } });
    expectUntouched(scene);
    const silent = await user.json(['approve', 'api.plan.json', '--key', bob]);
    expect(silent.status).toBe(2);
    expectError(silent.document, 'CONFIRMATION_MISSING');
    expect(readPlan(scene).approvals).toEqual([]);
    const approved = await user.json(['approve', 'api.plan.json', '--key', bob, '--yes', '--reason', 'load test']);
    expect(approved).toMatchObject({ status: 0, document: { approval: { outcome: 'approved', by: 'bob', why: '' } } });
    expect(approved.stderr).toContain('• replicas: 2 → 3');
    // Three at once: the journal lets one of them begin.
    const applied = await Promise.all([1, 2, 3].map(() => user.json(['apply', 'api.plan.json'])));
    expect(applied.map(({ status }) => status).sort()).toEqual([0, 7, 7]);
    const done = applied.find(({ status }) => status === 0);
    if (done === undefined) throw new Error('No apply went through.');
    const { report } = done.document as { report: { summary: string; changes: unknown } };
    expect(report.summary).toMatch(/^Deployment shop\/api was changed \(replicas: 2 → 3\), and it healed: /);
    expect(report.changes).toMatchObject([{ step: 'scale', outcome: { state: 'changed' } }]);
    const again = await user.json(['apply', 'api.plan.json']);
    expect(again.status).toBe(7);
    expect(again.stdout).toMatch(/applied before/);
    expect(server.replicas()).toBe(3);
    expect(server.cluster.changes()).toHaveLength(1);
    const finished = (await user.records()).find(
      ({ event, result }) => event === 'execution.finished' && result.status === 'completed',
    );
    expect(finished).toMatchObject({ action: { plan_id: plan.id }, changes: [{ step: 'scale' }] });
    const events = await eventsOf(scene);
    expect(events).toContain('plan.approved approved');
    expect(events.filter((event) => event.endsWith('plan-used'))).toHaveLength(3);
    for (const result of [shown, early, silent, approved, ...applied, again]) expectTidy(result);
  });

  it('is not helped by --approve, and says who can approve', async () => {
    const scene = await setChangeScene('prod');
    const result = await scene.user.json(['investigate', scene.scale(3), '--approve']);
    expect(result).toMatchObject({ status: 5, document: { report: { status: 'needs_approval' } } });
    expect(result.stderr).toMatch(/have one person out of bob run cloudops approve FILE/);
    expectUntouched(scene);
    expectTidy(result);
  });
});

describe('a change that policy leaves to the user', patience, () => {
  it('waits for a yes, is made with --approve, and taken back', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    const asked = await user.json(['investigate', scene.scale(3)]);
    expect(asked).toMatchObject({ status: 5, document: { report: { status: 'needs_approval' } } });
    expect(asked.stderr).toMatch(/--approve/);
    const read = await user.run(['investigate', scene.scale(3)]);
    expect(read.stdout).toContain('• replicas: 2 → 3');
    const dry = await user.json(['investigate', scene.scale(3), '--approve', '--dry-run']);
    expect(dry.status).toBe(0);
    const reading = await user.json(['investigate', scene.scale(3), '--approve', '--read-only']);
    expect(reading.status).toBe(4);
    expectUntouched(scene);
    const done = await user.json(['investigate', scene.scale(3), '--approve']);
    expect(done).toMatchObject({ status: 0, document: { report: { status: 'completed' } } });
    expect(server.replicas()).toBe(3);
    const { id } = (done.document as { run: { id: string } }).run;
    const settled = await user.json(['runs', 'resume', id]);
    expect(settled).toMatchObject({ status: 0, document: { report: { status: 'completed' } } });
    const back = await user.json(['runs', 'rollback', id]);
    expect(back).toMatchObject({ status: 0, document: { report: { status: 'completed' } } });
    expect(back.stdout).toMatch(/"summary": "The change of Deployment shop\/api was undone/);
    expect(server.replicas()).toBe(2);
    const twice = await user.json(['runs', 'rollback', id]);
    expect(server.replicas()).toBe(2);
    const none = await user.json(['runs', 'rollback', 'run_none']);
    expect(none.status).toBe(2);
    expectError(none.document, 'RUN_UNKNOWN');
    for (const result of [asked, read, dry, reading, done, settled, back, twice, none]) expectTidy(result);
  });
});

describe.skipIf(!hasTerminal)('at a terminal', patience, () => {
  it('shows what will be different, asks, and takes only y for yes', async () => {
    const scene = await setChangeScene('staging');
    const { user, server } = scene;
    const investigate = ['investigate', scene.scale(3), '--no-color'];
    for (const answer of ['n\n', '\n', '\u0003', '\u0004']) {
      const { status, text } = await runAtTerminal(user, investigate, answer);
      expect(text).toMatch(/• replicas: 2 → 3.*Do exactly this now\? \[y\/N\]/s);
      expect(text).toContain('[DECLINED]');
      expect(status).toBe(5);
    }
    await save(scene);
    const declined = await runAtTerminal(user, ['apply', 'api.plan.json', '--no-color'], 'no\n');
    expect(declined).toMatchObject({ status: 5, text: expect.stringContaining('• replicas: 2 → 3') });
    expectUntouched(scene);
    const done = await runAtTerminal(user, investigate, 'y\n');
    expect(done).toMatchObject({ status: 0, text: expect.stringMatching(/and it healed/) });
    expect(server.replicas()).toBe(3);
  });

  it('shows an approver the plan in 80 columns, whatever the terminal has', async () => {
    const scene = await setChangeScene('prod');
    const file = await save(scene);
    const approve = ['approve', 'api.plan.json', '--key', scene.bob];
    const refused = await runAtTerminal(scene.user, approve, 'n\n');
    expect(refused.status).toBe(5);
    expect(readPlan(scene).approvals).toEqual([]);
    const approved = await runAtTerminal(scene.user, approve, 'y\n');
    expect(approved.status).toBe(0);
    expect(approved.text.replaceAll('\r\n', '\n')).toContain(renderForApproval(file));
    expect(readPlan(scene).approvals).toHaveLength(1);
  });
});

describe('a saved plan', patience, () => {
  let scene: ChangeScene;
  let file: PlanFile;
  let approved: PlanFile;

  beforeAll(async () => {
    scene = await setChangeScene('prod');
    file = await save(scene);
    await scene.user.run(['approve', 'api.plan.json', '--key', scene.bob, '--yes', '--out', 'approved.json']);
    approved = readPlan(scene, 'approved.json');
    expect([file.approvals.length, approved.approvals.length]).toEqual([0, 1]);
  }, patience.timeout);

  /** What a command does to a file, and which records that left. */
  async function use(command: readonly string[], content: unknown) {
    forge(scene, content, 'forged.json');
    const before = (await scene.user.records()).length;
    const result = await scene.user.json([command[0] ?? '', 'forged.json', ...command.slice(1)]);
    expectUntouched(scene);
    expectTidy(result);
    return { ...result, events: (await eventsOf(scene)).slice(before) };
  }

  /** Each changes the file, and says what apply answers. */
  const forgeries: readonly (readonly [string, (file: PlanFile) => unknown, number, RegExp])[] = [
    [
      'an input edited',
      (file: PlanFile) => ({ ...file, plan: { ...file.plan, inputs: { ...file.plan.inputs, replicas: 50 } } }),
      4,
      /changed after it was made/,
    ],
    [
      'a step added',
      (file: PlanFile) => ({
        ...file,
        plan: seal({ ...file.plan, steps: [...file.plan.steps, { ...step(file), id: 'more' }] }),
      }),
      4,
      /"more"|written by hand/,
    ],
    [
      'a step altered',
      (file: PlanFile) => ({
        ...file,
        plan: seal({ ...file.plan, steps: [{ ...step(file), with: { ...step(file).with, replicas: 50 } }] }),
      }),
      4,
      /written by hand/,
    ],
    [
      'its risk lowered',
      (file: PlanFile) => ({ ...file, plan: seal({ ...file.plan, steps: [{ ...step(file), risk_level: 'read' }] }) }),
      4,
      /written by hand/,
    ],
    [
      'its environment renamed',
      (file: PlanFile) => ({
        ...file,
        plan: seal({
          ...file.plan,
          targets: file.plan.targets.map((target) => ({ ...target, environment: 'staging' })),
        }),
      }),
      7,
      /is for .*staging/,
    ],
    [
      'another provider version',
      (file: PlanFile) => ({ ...file, plan: seal({ ...file.plan, provider_versions: { kubernetes: '9.9.9' } }) }),
      7,
      /version/,
    ],
    [
      'another playbook digest',
      (file: PlanFile) => ({
        ...file,
        plan: seal({ ...file.plan, playbook: { ...file.plan.playbook, digest: 'sha256:00' } }),
      }),
      7,
      /playbook/,
    ],
    [
      'its time run out',
      (file: PlanFile) => ({ ...file, plan: seal(withChange(file.plan, { expires_at: '2026-01-01T00:00:00.000Z' })) }),
      7,
      /expired/,
    ],
    [
      'another requester',
      (file: PlanFile) => ({ ...file, plan: seal(withChange(file.plan, { requester: 'kubernetes:mallory' })) }),
      5,
      /approval/,
    ],
    [
      'its decision turned into a yes',
      (file: PlanFile) => ({ ...file, decision: { ...file.decision, outcome: 'approved' } }),
      5,
      /approval/,
    ],
    ['a signature made up', (file: PlanFile) => ({ ...file, approvals: [madeUp] }), 5, /approval/],
  ];
  it.each(forgeries)('with %s changes nothing, is explained and recorded', async (_, change, status, why) => {
    const { stdout, events, ...result } = await use(['apply'], change(file));
    expect(stdout).toMatch(why);
    expect(result.status).toBe(status);
    expect(events.join()).toMatch(/plan\.refused|plan\.decided (needs-approval|deny)/);
    expect(events.join()).not.toContain('execution');
  });

  it('is not shown for approval once it was edited', async () => {
    const edited = { ...file, plan: { ...file.plan, inputs: { ...file.plan.inputs, replicas: 50 } } };
    const { document, events, ...result } = await use(['approve', '--key', scene.bob, '--yes'], edited);
    expect(result).toMatchObject({ status: 2, stderr: '' });
    expectError(document, 'PLAN_INVALID');
    expect(events).toEqual(['plan.refused plan-altered']);
  });

  it('loses its approvals with the first byte that changes, also when it is sealed again', async () => {
    const plan = seal(withChange(approved.plan, { prepared_at: '2026-11-01T00:00:00.000Z' }));
    const { status, stdout } = await use(['apply'], { ...approved, plan });
    expect(status).toBe(5);
    expect(stdout).toMatch(/Not counted/);
  });

  it.each([
    ['the requester’s own', () => scene.alice, /own plan/],
    ['a stranger’s', () => join(scene.user.home, 'mallory.pem'), /nobody's/],
  ])('is not approved with %s key', async (_, key, why) => {
    await generateKeyFile(key()).catch(() => undefined);
    const { events, ...result } = await use(['approve', '--key', key(), '--yes'], file);
    expect(result).toMatchObject({ status: 4, document: { approval: { outcome: 'refused' } } });
    expect(result.stdout).toMatch(why);
    expect(readPlan(scene, 'forged.json').approvals).toEqual([]);
    expect(events.join()).toMatch(/^plan\.refused/);
  });

  it.each(['apply', 'approve'])('that is none is refused by %s and recorded', async (command) => {
    for (const text of ['{', '{"kind":"List"}', '{"a":1,"a":2}', '{"__proto__":{}}']) {
      const { status, document, events } = await use([command], text);
      expect(status).toBe(2);
      expectError(document, 'PLAN_INVALID');
      expect(events).toEqual(['plan.refused plan-unreadable']);
    }
    const missing = await scene.user.json([command, 'none.json']);
    expect(missing.status).toBe(2);
    expectError(missing.document, 'PLAN_UNREADABLE');
  });

  it('that was approved is overwritten by --force only', async () => {
    const again = ['plan', scene.scale(4), '--out', 'forged.json'];
    forge(scene, approved, 'forged.json');
    const refused = await scene.user.json(again);
    expect(refused.status).toBe(2);
    expectError(refused.document, 'PLAN_EXISTS');
    expect(readPlan(scene, 'forged.json')).toEqual(approved);
    expect(await scene.user.run([...again, '--force'])).toMatchObject({ status: 0 });
    expect(readPlan(scene, 'forged.json').approvals).toEqual([]);
  });

  it('is refused where its context leads to another cluster by now', async () => {
    const other = await startClusterServer('99999999-0000-4000');
    cleanUpLater(() => other.close());
    scene.user.write('.kube/config', kubeconfig({ server: other.url }));
    const { status, stdout } = await use(['apply'], approved);
    scene.user.write('.kube/config', kubeconfig({ server: scene.server.url }));
    expect([4, 7]).toContain(status);
    expect(stdout).toMatch(/99999999/);
    expect(other.cluster.changes()).toEqual([]);
  });

  it('is stale where another hand was on the object', async () => {
    const path = '/apis/apps/v1/namespaces/shop/deployments';
    const { cluster } = scene.server;
    const object = structuredClone(cluster.get(`${path}/api`));
    cluster.put(path, { ...object, spec: { ...object.spec, replicas: 4 } });
    forge(scene, approved, 'forged.json');
    const result = await scene.user.json(['apply', 'forged.json']);
    cluster.put(path, object);
    expect(result.status).toBe(7);
    expect(cluster.changes()).toEqual([]);
    expectTidy(result);
  });

  it('is not applied on an approval that was revoked', async () => {
    const revoked = await use(['approve', '--key', scene.bob, '--revoke'], approved);
    expect(revoked).toMatchObject({
      status: 0,
      document: { approval: { outcome: 'revoked', by: 'bob', approvals: 1 } },
    });
    expect(revoked.events).toEqual(['approval.revoked revoked']);
    expect(readPlan(scene, 'forged.json').approvals).toHaveLength(2);
    // The log knows, whoever has kept the file as it was.
    const { status } = await use(['apply'], approved);
    expect(status).toBe(5);
  });
});

const madeUp = {
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}').toString('base64'),
  signatures: [{ keyid: 'SHA256:made-up', sig: Buffer.alloc(64).toString('base64') }],
};

function step({ plan }: PlanFile): Plan['steps'][number] {
  const [first] = plan.steps;
  if (first === undefined) throw new Error('The plan has no step.');
  return first;
}

function withChange(plan: Plan, parts: Partial<NonNullable<Plan['change']>>): Plan {
  const { change } = plan;
  if (change === undefined) throw new Error('The plan changes nothing.');
  return { ...plan, change: { ...change, ...parts } };
}
