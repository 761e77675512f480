import { describe, expect, it } from 'vitest';
import {
  type ChangeScene,
  eventsOf,
  expectUntouched,
  forge,
  patience,
  save,
  setChangeScene,
} from '../__fixtures__/change-scene.ts';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { seal, withChange } from '../__fixtures__/forgeries.ts';
import { createUser } from '../__fixtures__/scene.ts';

/** Paths that were asked of the cluster with something else than names in them. */
function strayed({ server }: ChangeScene): readonly string[] {
  return server.cluster.seen
    .map(({ path }) => path)
    .filter((path) => /\.\.|%00|%0a|passwd|[\u0000-\u001f]/i.test(path));
}

describe.concurrent('a name in a question about a change', patience, () => {
  it.each([
    '../../../kube-system/secrets/x',
    '..%2f..%2fsecrets',
    'api/../web',
    'api\nweb',
    'x'.repeat(5000),
    '\u001b]0;owned\u0007',
  ])('such as %j is sent to no cluster', async (name) => {
    const scene = await setChangeScene('prod');
    for (const input of ['workload', 'namespace']) {
      const words = ['investigate', 'scale api to 3 replicas in namespace shop in prod', '--approve'];
      const result = await scene.user.json([...words, '--input', `${input}=${name}`]);
      expect([2, 4]).toContain(result.status);
      expect(result.stdout).toMatch(/is no |not |must |too long/);
      expectUntouched(scene);
      expectTidy(result);
    }
    expect(strayed(scene)).toEqual([]);
    expect((await eventsOf(scene)).filter((event) => event.startsWith('plan.refused'))).toHaveLength(2);
  });

  it('is no input where it is a name of every object', async () => {
    const scene = await setChangeScene('prod');
    for (const name of ['__proto__', 'constructor.prototype.x', 'toString']) {
      const result = await scene.user.json(['plan', scene.scale(3), '--input', `${name}=polluted`]);
      expect(result.status).toBe(2);
      expect(result.stdout).toContain(name.split('.')[0]);
      expectTidy(result);
    }
    expectUntouched(scene);
    expect((await eventsOf(scene)).at(-1)).toBe('plan.refused not-checked');
  });
});

describe.concurrent('a name in an argument', patience, () => {
  const paths = ['../../../../etc/passwd', '..\\..\\x', '%2e%2e/x', '__proto__'];

  it.each([
    ['runs show', ['runs', 'show'], /NOT_FOUND/],
    ['runs resume', ['runs', 'resume'], /RUN_UNKNOWN/],
    ['runs rollback', ['runs', 'rollback'], /RUN_UNKNOWN/],
    ['plan --from', ['plan', '--fix', '1', '--from'], /RUN_UNKNOWN/],
    ['playbooks show', ['playbooks', 'show'], /NOT_FOUND/],
    ['findings show', ['findings', 'show'], /NOT_FOUND/],
    ['--world', ['investigate', 'why is CPU high?', '--world'], /WORLD/],
  ])('of %s opens nothing', async (_, args, code) => {
    const user = createUser();
    for (const path of paths) {
      const result = await user.json([...args, path]);
      expect(result.status).toBe(2);
      expectError(result.document, code);
      expect(result.stdout).not.toContain('root:');
      expectTidy(result);
    }
  });
});

describe.concurrent('terminal escapes in the names of objects', patience, () => {
  it('drive no terminal when a plan is shown, approved or applied', async () => {
    const scene = await setChangeScene('prod');
    const escapes = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\r\n';
    const file = await save(scene);
    const steps = (file.plan.change?.steps ?? []).map((step) => ({
      ...step,
      undo: `back${escapes}`,
      objects: step.objects.map((object) => ({
        ...object,
        resource: { ...object.resource, name: `api${escapes}`, namespace: `shop${escapes}` },
        effects: [`replicas: 2 → 3${escapes}`],
      })),
    }));
    const preflight = file.preflight.map((check) => ({ ...check, message: `fine${escapes}` }));
    const plan = seal(withChange(file.plan, { steps }));
    forge(scene, { ...file, preflight, plan, decision: { ...file.decision, plan_id: plan.id } }, 'x.json');
    const { user, bob } = scene;
    for (const form of ['human', 'markdown', 'json']) {
      const shown = await user.run(['plan', 'show', 'x.json', '-o', form]);
      expect(shown.stdout).toContain('owned');
      expectTidy(shown);
    }
    const approved = await user.run(['approve', 'x.json', '--key', bob, '--yes']);
    const explained = await user.run(['policy', 'explain', 'x.json']);
    const applied = await user.run(['apply', 'x.json']);
    expect(applied.status).toBe(7);
    for (const result of [approved, explained, applied]) {
      expect(result.stdout + result.stderr).not.toMatch(/\u202e/);
      expectTidy(result);
    }
    expectUntouched(scene);
    expect((await eventsOf(scene)).at(-1)).toBe('plan.refused state-moved');
  });
});
