import type { AuditRecord, PlanFile } from '@cloudops/spec';
import { applyScenario, buildTestbed, settleScenario, startTestbed, type Testbed } from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fieldsToCompare, namespace } from '../../../../packages/executor-k8s/src/changes/__fixtures__/live-shop.ts';
import { startClusterServer } from '../__fixtures__/cluster-server.ts';
import { kubeconfig } from '../__fixtures__/kubeconfig.ts';
import { type ChangeBench, createChangeBench, type Operator } from './__fixtures__/change-bench.ts';
import { type Answer, ask, createDesk, type Desk } from './__fixtures__/desk.ts';
import { liveChanges } from './__fixtures__/live-changes.ts';
import { openShop, type Shop } from './__fixtures__/live-shop.ts';

let testbed: Testbed;
let bench: ChangeBench;
let shop: Shop;
let operator: Operator;

const there = ['--namespace', namespace];
const completed = { status: 0, report: { status: 'completed' } };

async function expectVerified({ user }: Operator): Promise<void> {
  const { status, document } = await user.json(['audit', 'verify']);
  expect(status).toBe(0);
  expect(document).toMatchObject({ verification: { kind: 'verified', unknown_outcome: [] } });
}

/** What `audit list` tells of a plan, oldest first. */
async function listStory({ user }: Operator, planId: string): Promise<readonly string[]> {
  const { document } = await user.json(['audit', 'list', '--last', '1000']);
  const { records } = document as { records: readonly AuditRecord[] };
  const own = records.filter(({ action }) => action.plan_id === planId);
  return own.map(({ event, result }) => `${event} ${result.status}`);
}

/** A plan that is held, approved, applied, and taken back. */
function storyOf(end: string): readonly string[] {
  const held = 'plan.decided needs-approval';
  const run = (status: string) => [
    'plan.decided approved',
    'execution.started started',
    `execution.finished ${status}`,
  ];
  return [held, held, 'plan.approved approved', ...run('completed'), ...run(end)];
}

beforeAll(async () => {
  await buildTestbed();
  testbed = await startTestbed();
  bench = await createChangeBench(testbed);
  shop = await openShop(testbed);
  operator = await bench.createOperator('prod');
});

afterAll(async () => {
  bench?.removeOperators();
  await testbed?.stop();
});

describe('in prod, with the writer’s rights and behind the admission policy', () => {
  it.each(liveChanges.map((change) => [change.playbook, change] as const))(
    '%s is planned, approved, applied, heals, is taken back, and told',
    async (playbook, { kind, name, question, stage, wanted, restored }) => {
      const desk = createDesk(operator, playbook);
      await stage(shop);
      const old = await shop.read(kind, name);
      const file = await desk.plan(...question);
      expect(file).toMatchObject({ plan: { playbook: { id: playbook } }, decision: { outcome: 'needs-approval' } });
      expect(await desk.apply()).toMatchObject({ status: 5 });
      expect(fieldsToCompare(await shop.read(kind, name))).toEqual(fieldsToCompare(old));

      await desk.approve();
      const done = await desk.apply();
      expect(done, done.report.summary).toMatchObject(completed);
      expect(done.report.summary).toContain('healed');
      const healed = { state: 'changed', verification: { outcome: 'healed' } };
      expect(done.report.changes).toMatchObject(file.plan.steps.map(({ id }) => ({ step: id, outcome: healed })));
      const now = await shop.read(kind, name);
      expect(now).toMatchObject(wanted);
      expect(now.metadata.annotations['cloudops.dev/plan']).toBe(file.plan.id);

      const back = await ask(desk, ['runs', 'rollback', done.run, '--yes']);
      expect(back, back.report.summary).toMatchObject(restored);
      // Controllers may still follow, as with the taint of a node that was cordoned.
      await vi.waitFor(async () => expect(fieldsToCompare(await shop.read(kind, name))).toEqual(fieldsToCompare(old)), {
        timeout: 90_000,
        interval: 300,
      });
      expect(await listStory(desk, file.plan.id)).toEqual(storyOf(restored.report.status));
      await expectVerified(desk);
    },
    600_000,
  );
});

describe('in staging', () => {
  it('a saved plan that policy leaves to the user is applied without anybody’s approval', async () => {
    const desk = createDesk(await bench.createOperator('staging'), 'staging');
    await shop.deploy('backoffice');
    const file = await desk.plan('scale backoffice to 1 replica in staging', ...there);
    expect(file.decision.outcome).toBe('auto-approve');
    expect(await desk.apply()).toMatchObject(completed);
    expect((await shop.read('Deployment', 'backoffice')).spec.replicas).toBe(1);
    await expectVerified(desk);
  }, 300_000);
});

describe('a plan in prod', () => {
  const question = ['scale ledger to 5 replicas in prod', ...there];
  let desk: Desk;
  let number = 0;

  beforeAll(() => shop.deploy('ledger'));

  /** An approved plan for five replicas. */
  async function save(): Promise<PlanFile> {
    number += 1;
    desk = createDesk(operator, `ledger-${number}`);
    const file = await desk.plan(...question);
    await desk.approve();
    return file;
  }

  /** Does something, which must write nothing. */
  async function unwritten<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const { metadata } = await shop.read('Deployment', 'ledger');
    const result = await attempt();
    expect((await shop.read('Deployment', 'ledger')).metadata.generation).toBe(metadata.generation);
    return result;
  }

  it('is not helped by --approve', async () => {
    const answer = await unwritten(() => ask(operator, ['investigate', ...question, '--approve']));
    expect(answer).toMatchObject({ status: 5, report: { status: 'needs_approval' } });
  });

  it('is stale once somebody else has scaled', async () => {
    await save();
    await shop.patch('ledger', { spec: { replicas: 3 } });
    const answer = await unwritten(() => desk.apply());
    expect(answer.status).toBe(7);
    expect(answer.report.summary).toContain(`Deployment ${namespace}/ledger`);
  });

  it('is refused where its context leads to another cluster by now', async () => {
    await save();
    const other = await startClusterServer('99999999-0000-4000');
    const config = kubeconfig({ server: other.url }).replaceAll('prod-eu', 'testbed');
    const swapped = desk.user.write('other.conf', config);
    const answer = await unwritten(() => desk.apply({ environment: { KUBECONFIG: swapped } }));
    expect([4, 7]).toContain(answer.status);
    expect(answer.report.summary).toContain('99999999');
    expect(other.cluster.changes()).toEqual([]);
    await other.close();
  });

  it('is applied by one of three processes that race for it, and never again', async () => {
    await save();
    const answers = await Promise.all([1, 2, 3].map(() => desk.apply()));
    expect(answers.map(({ status }) => status).sort()).toEqual([0, 7, 7]);
    const again = await unwritten(() => desk.apply());
    expect(again.status).toBe(7);
    expect(again.report.summary).toContain('applied before');
    expect((await shop.read('Deployment', 'ledger')).spec.replicas).toBe(5);
  });
});

describe('a proposal of triage', () => {
  /** What is staged, and the playbook that mends it. */
  const faults = [
    { name: 'market/catalog', playbook: 'k8s-rollback' },
    { name: 'shop/checkout', playbook: 'k8s-scale' },
    { name: `${namespace}/leaky`, playbook: 'k8s-set-resources' },
  ] as const;
  let before: Answer;

  /** Triage only reads, as the reader. */
  const triage = (): Promise<Answer> => ask(operator, ['triage'], { environment: { KUBECONFIG: bench.reader } });

  const placesOf = ({ report }: Answer): readonly string[] =>
    report.causes.map(({ resource: { namespace: home, name } }) => `${home}/${name}`);

  beforeAll(async () => {
    await shop.starve('leaky');
    for (const id of ['POD-IMAGE-TAG', 'ZERO-REPLICAS']) await applyScenario(testbed, id);
    for (const id of ['POD-IMAGE-TAG', 'ZERO-REPLICAS']) await settleScenario(testbed, id);
    before = await triage();
  });

  it.each(faults)(
    'for $name becomes a plan of $playbook, which mends it',
    async ({ name, playbook }) => {
      expect(placesOf(before)).toContain(name);
      const proposals = before.report.causes.flatMap(({ resource, remediations }) =>
        remediations.map(() => `${resource.namespace}/${resource.name}`),
      );
      const desk = createDesk(operator, `fix-${playbook}`);
      const file = await desk.plan('--from', before.run, '--fix', String(proposals.indexOf(name) + 1));
      expect(file.plan.playbook.id).toBe(playbook);
      await desk.approve();
      const done = await desk.apply();
      expect(done, done.report.summary).toMatchObject(completed);
      expect(done.report.summary).toContain('healed');
      await vi.waitFor(async () => expect(placesOf(await triage())).not.toContain(name), {
        timeout: 120_000,
        interval: 5000,
      });
    },
    300_000,
  );
});
