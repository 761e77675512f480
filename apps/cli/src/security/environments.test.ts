import { describe, expect, it } from 'vitest';
import {
  type ChangeScene,
  eventsOf,
  expectUntouched,
  patience,
  save,
  setChangeScene,
} from '../__fixtures__/change-scene.ts';
import { expectTidy } from '../__fixtures__/expect-tidy.ts';
import { kubeconfig } from '../__fixtures__/kubeconfig.ts';

const configFile = '.config/cloudops/config.yaml';
const uid = 'kubernetes:6f1c0f1e-0000-4000';
const scale = 'scale api to 3 replicas in namespace shop';

/** Runs a command that must change nothing. @returns its result, and the records that it left. */
async function attempt(scene: ChangeScene, args: readonly string[]) {
  const before = (await eventsOf(scene)).length;
  const result = await scene.user.json(args);
  expectUntouched(scene);
  expectTidy(result);
  return { ...result, events: (await eventsOf(scene)).slice(before) };
}

describe.concurrent('an environment that is spoofed by name', patience, () => {
  it('counts as prod where a context called staging is configured nowhere', async () => {
    const scene = await setChangeScene('prod');
    scene.user.write('.kube/config', kubeconfig({ server: scene.server.url, contexts: ['staging'] }));
    for (const text of ['', `environments:\n  prod: { contexts: [prod-eu] }\n`]) {
      scene.user.write(configFile, text);
      const { status, stdout, events } = await attempt(scene, [
        'investigate',
        scale,
        '--context',
        'staging',
        '--approve',
      ]);
      expect(status).toBe(5);
      expect(stdout).toMatch(/"environment": "prod"/);
      expect(stdout).toMatch(/Needs 1 more approval/);
      expect(events.at(-1)).toBe('plan.decided needs-approval');
    }
  });

  it('is refused where the question names an environment that is not configured', async () => {
    const scene = await setChangeScene('prod');
    const { status, stdout, events } = await attempt(scene, ['investigate', `${scale} in staging`, '--approve']);
    expect(status).toBe(2);
    expect(stdout).toMatch(/SCOPE_UNMAPPED/);
    expect(events.at(-1)).toBe('plan.refused not-checked');
  });

  it.each([
    ['is listed under prod', `  prod: { contexts: [none], clusters: [${uid}] }\n  staging: { contexts: [prod-eu] }\n`],
    ['is not the one listed', `  staging: { contexts: [prod-eu], clusters: ["kubernetes:99999999-0000-4000"] }\n`],
    ['owns other namespaces', `  staging: { contexts: [prod-eu], clusters: [${uid}], namespaces: [web] }\n`],
  ])('is refused where the cluster %s', async (_, environments) => {
    const scene = await setChangeScene('staging');
    scene.user.write(configFile, `environments:\n${environments}default_scope: staging\n`);
    const { status, stdout, events } = await attempt(scene, ['investigate', `${scale} in staging`, '--approve']);
    expect(status).toBe(4);
    expect(stdout).toMatch(/It counts as prod: plan for that environment/);
    expect(events.at(-1)).toBe('plan.refused place-moved');
  });

  it('is refused where the environments were edited between the plan and its application', async () => {
    const scene = await setChangeScene('staging');
    await save(scene);
    scene.user.write(
      configFile,
      `environments:\n  prod: { contexts: [prod-eu] }\n  staging: { contexts: [prod-eu-2] }\ndefault_scope: staging\n`,
    );
    for (const flags of [[], ['--context', 'prod-eu']]) {
      const { status, stdout, events } = await attempt(scene, ['apply', 'api.plan.json', ...flags]);
      expect([status === 2 || status === 7, stdout.length > 0]).toEqual([true, true]);
      expect(stdout).toMatch(/prod-eu/);
      expect(events.join()).toMatch(/^plan\.refused (not-checked|target-moved)$/);
    }
  });
});
