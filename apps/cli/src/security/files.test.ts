import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOf, expectUntouched, forge, patience, save, setChangeScene } from '../__fixtures__/change-scene.ts';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';

const shipped = readFileSync(new URL('../../../../playbooks/library/k8s-scale.yaml', import.meta.url), 'utf8');
const policies = '.config/cloudops/policies';

describe.concurrent('a playbook of somebody else', patience, () => {
  const mine = shipped.replace('name: k8s-scale', 'name: mine').replace(/goal: scale\b/g, 'goal: my-scale');

  it.each([
    ['states a lower risk', mine.replace(/^( *)action: /m, '$1risk_level: read\n$1action: '), /risk/],
    ['holds __proto__', `${mine}\n__proto__: { polluted: true }\n`, /__proto__/],
    ['holds __proto__ in an input', mine.replace(/^inputs:$/m, 'inputs:\n  __proto__: { type: string }'), /__proto__/],
    ['holds constructor', `${mine}\nconstructor: { prototype: { polluted: true } }\n`, /constructor/],
  ])('that %s is refused when it is loaded, with its place, and recorded', async (_, text, why) => {
    const scene = await setChangeScene('staging');
    scene.user.write('.cloudops/playbooks/mine.yaml', text);
    for (const args of [
      ['investigate', scene.scale(3), '--approve'],
      ['plan', scene.scale(3), '--out', 'x.json'],
    ]) {
      const result = await scene.user.json(args);
      expect(result.status).toBe(2);
      expectError(result.document, /PLAYBOOK/);
      expect(result.stdout).toMatch(/mine\.yaml:\d+:\d+/);
      expect(result.stdout).toMatch(why);
      expectTidy(result);
    }
    expectUntouched(scene);
    expect(await eventsOf(scene)).toEqual(['plan.refused playbooks-invalid', 'plan.refused playbooks-invalid']);
  });
});

describe.concurrent('policies', patience, () => {
  it.each([
    ['with a syntax error', 'mine.cedar', 'permit (principal, action, resource', /mine\.cedar:1/],
    ['whose data holds __proto__', 'data.yaml', '__proto__: { polluted: true }\n', /__proto__/],
    ['whose data holds constructor', 'data.yaml', 'constructor: { prototype: { a: 1 } }\n', /constructor/],
    [
      'whose data holds __proto__ deeper',
      'data.yaml',
      'freezes: { __proto__: [] }\n',
      /data\.yaml:\d+:\d+: __proto__ is no name/,
    ],
    ['whose data is of aliases of aliases', 'data.yaml', bomb(), /data\.yaml/],
  ])('%s deny every plan, and say where', async (_, name, text, why) => {
    const scene = await setChangeScene('staging');
    await save(scene);
    const path = join(policies, name);
    const before = name === 'data.yaml' ? readFileSync(join(scene.user.home, path), 'utf8') : '';
    scene.user.write(path, before + text);
    const commands = [
      ['investigate', scene.scale(3), '--approve'],
      ['plan', scene.scale(3), '--out', 'b.json'],
      ['apply', 'api.plan.json'],
    ];
    for (const args of commands) {
      const result = await scene.user.json(args);
      expect(result.status).toBe(4);
      expect(result.stdout).toMatch(why);
      expectTidy(result);
      expect((await eventsOf(scene)).at(-1)).toBe('plan.decided deny');
    }
    expectUntouched(scene);
  });
});

describe.concurrent('a configuration', patience, () => {
  it.each([
    ['__proto__: { environments: {} }', /__proto__/],
    ['environments: { __proto__: { contexts: [prod-eu] } }', /__proto__/],
    ['environments: { constructor: { contexts: [prod-eu] } }', /./],
    ['constructor: { prototype: { polluted: true } }', /constructor/],
  ])('such as %s makes no context less than prod', async (text, why) => {
    const scene = await setChangeScene('prod');
    scene.user.write('.config/cloudops/config.yaml', `${text}\n`);
    const result = await scene.user.json(['investigate', scene.scale(3), '--approve']);
    expect([2, 4, 5]).toContain(result.status);
    expect(result.stdout).toMatch(why);
    expectUntouched(scene);
    expectTidy(result);
  });
});

describe.concurrent('a plan', patience, () => {
  it.each(['__proto__', 'constructor'])('with %s anywhere in it is refused and recorded', async (name) => {
    const scene = await setChangeScene('staging');
    const file = await save(scene);
    const text = JSON.stringify(file);
    const added = `"${name}":{"prototype":{"polluted":true}},`;
    for (const place of ['{', '"plan":{', '"intent":{', '"change":{', '"decision":{']) {
      forge(scene, text.replace(place, `${place}${added}`), 'x.json');
      const result = await scene.user.json(['apply', 'x.json']);
      expect(result.status).toBe(2);
      expectError(result.document, 'PLAN_INVALID');
      expect(result.stdout).toContain(name);
      expectTidy(result);
      expect((await eventsOf(scene)).at(-1)).toBe('plan.refused plan-unreadable');
    }
    expectUntouched(scene);
  });

  it('that never ends is refused after the 4 MiB that a plan can have', async () => {
    const scene = await setChangeScene('staging');
    for (const command of ['apply', 'approve']) {
      const result = await scene.user.json([command, '/dev/zero'], { environment: small });
      expect(result.status).toBe(2);
      expectError(result.document, 'PLAN_INVALID');
      expect(result.stdout).toMatch(/more than 4 MiB/);
    }
    expect(await eventsOf(scene)).toEqual(['plan.refused plan-unreadable', 'plan.refused plan-unreadable']);
    expectUntouched(scene);
  });

  it('is not written over what a link leads to', async () => {
    const scene = await setChangeScene('staging');
    const { user } = scene;
    const precious = user.write('.ssh/authorized_keys', 'ssh-ed25519 AAAA');
    symlinkSync(precious, join(user.home, 'link.json'));
    const result = await user.json(['plan', scene.scale(3), '--out', 'link.json']);
    expect(result.status).toBe(2);
    expectError(result.document, 'PLAN_EXISTS');
    expect(readFileSync(precious, 'utf8')).toBe('ssh-ed25519 AAAA');
    expect(lstatSync(join(user.home, 'link.json')).isSymbolicLink()).toBe(true);
    expect((await eventsOf(scene)).at(-1)).toBe('plan.decided auto-approve');
    expectUntouched(scene);
  });
});

/** A heap in which no plan of 100 MB would have room. */
const small = { NODE_OPTIONS: '--max-old-space-size=64' };

/** Nine levels of nine aliases. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}]`);
  return ['a0: &a0 [x, x]', ...levels, ''].join('\n');
}
