import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approval, defaultSource, request, sourceWith } from './__fixtures__/requests.ts';
import { decide } from './decide.ts';
import { createPolicyEngine, type PolicyEngine, type PolicyEngineOptions } from './engine.ts';
import { loadPolicySet } from './load-policy-set.ts';
import { readPolicyFolder } from './policy-folder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudops-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const engines: PolicyEngine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

function create(options: Partial<PolicyEngineOptions> = {}): PolicyEngine {
  const engine = createPolicyEngine({ load: () => defaultSource(), ...options });
  engines.push(engine);
  return engine;
}

function workerOf(name: string, code: string): URL {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${code}`);
  return pathToFileURL(path);
}

describe.each([true, false])('createPolicyEngine, worker: %s', (worker) => {
  it('decides as decide does', async () => {
    const engine = create({ worker, load: () => Promise.resolve(defaultSource()) });
    const policySet = await loadPolicySet(defaultSource());
    const given = [request(), request({ risk: 'write', approvals: [approval('os:ben')] }), request({ risk: 'delete' })];
    const decisions = await Promise.all(given.map((each) => engine.decide(each)));
    expect(decisions).toEqual(given.map((each) => decide(each, policySet)));
    expect(await engine.digest()).toBe(policySet.digest);
    await engine.ready();
  });

  it('denies everything when policies do not load, and says where', async () => {
    const engine = create({ worker, load: () => sourceWith('@id("x")\npermit (principl, action, resource);') });
    const decision = await engine.decide(request());
    expect(decision).toMatchObject({ outcome: 'deny', steps: [] });
    expect(decision.errors.join()).toContain('extra.cedar:2:');
    await expect(engine.ready()).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });

  it('denies everything when the folder is empty or missing', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    for (const path of [empty, join(folder, 'missing')]) {
      const engine = create({ worker, load: () => readPolicyFolder(path) });
      expect(await engine.decide(request())).toMatchObject({ outcome: 'deny', policy_digest: 'none' });
      await expect(engine.digest()).rejects.toMatchObject({
        code: expect.stringMatching(/^POLICY_(EMPTY|NOT_FOUND)$/),
      });
    }
  });

  it('denies what is no request', async () => {
    const engine = create({ worker });
    for (const given of [undefined, null, {}, { ...request(), plan: null }]) {
      expect(await engine.decide(given as never)).toMatchObject({ outcome: 'deny', plan_id: 'unknown' });
    }
    expect((await engine.decide(request())).outcome).toBe('auto-approve');
  });

  it('denies once it is closed', async () => {
    const engine = create({ worker });
    await engine.close();
    await engine.close();
    expect(await engine.decide(request())).toMatchObject({ outcome: 'deny' });
  });

  it('tells the cache what passed', async () => {
    const added: string[] = [];
    const engine = create({ worker, validatedCache: { has: () => false, add: (digest) => added.push(digest) } });
    await engine.ready();
    expect(added).toEqual([await engine.digest()]);
  });
});

describe('createPolicyEngine, when the worker fails', () => {
  it.each([
    ['throws while it starts', "throw new Error('broken');", 'broken'],
    [
      'throws while it decides',
      "parentPort.on('message', (m) => { if (m.kind === 'decide') throw new Error('late'); });",
      'late',
    ],
    ['ends', 'process.exit(3);', 'status 3'],
    ['ends quietly', '', 'status 0'],
    [
      'cannot load Cedar',
      "parentPort.on('message', () => parentPort.postMessage({ kind: 'failed', message: 'no wasm' }));",
      'no wasm',
    ],
  ])('denies when it %s', async (name, code, said) => {
    const engine = create({ workerUrl: workerOf(name.replaceAll(' ', '-'), code) });
    const decision = await engine.decide(request());
    expect(decision.outcome).toBe('deny');
    expect(decision.errors.join()).toContain(said);
    expect((await engine.decide(request())).outcome).toBe('deny');
    await expect(engine.ready()).rejects.toMatchObject({ code: 'POLICY_ENGINE_FAILED' });
  });

  it('denies when there is no such worker', async () => {
    const engine = create({ workerUrl: pathToFileURL(join(folder, 'nowhere.mjs')) });
    expect((await engine.decide(request())).outcome).toBe('deny');
  });

  it('denies when it gives no answer in time', async () => {
    const silent = workerOf('silent', "parentPort.on('message', () => undefined);");
    const engine = create({ workerUrl: silent, timeoutMs: 30 });
    const decision = await engine.decide(request());
    expect(decision.errors).toEqual(['The policy engine failed: it gave no answer within 30 ms']);
  });

  it('denies a request that cannot be sent', async () => {
    const engine = create();
    const decision = await engine.decide({ ...request(), context: { blast_radius: (() => 1) as unknown as number } });
    expect(decision.outcome).toBe('deny');
    expect((await engine.decide(request())).outcome).toBe('auto-approve');
  });
});

describe('createPolicyEngine, as to the process', () => {
  it('does not hold it when nobody waits, and holds it while somebody does', () => {
    const engineUrl = new URL('./engine.ts', import.meta.url).href;
    const folderUrl = new URL('./policy-folder.ts', import.meta.url).href;
    const script = `
      import { createPolicyEngine } from '${engineUrl}';
      import { loadDefaultPolicies } from '${folderUrl}';
      createPolicyEngine({ load: loadDefaultPolicies });
      const engine = createPolicyEngine({ load: loadDefaultPolicies });
      engine.decide(${JSON.stringify(request())}).then((decision) => console.log(decision.outcome));
    `;
    const path = join(folder, 'process.mjs');
    writeFileSync(path, script);
    const flags = ['--no-warnings', '--conditions=@cloudops/source'];
    expect(execFileSync(process.execPath, [...flags, path], { encoding: 'utf8', timeout: 5_000 })).toBe(
      'auto-approve\n',
    );
  });
});

describe.each([true, false])('createPolicyEngine, as to its data, worker: %s', (worker) => {
  it('gives what is in force', async () => {
    const engine = create({ worker });
    expect(await engine.data()).toEqual(defaultSource().data);
  });

  it('rejects when it could not be read', async () => {
    const engine = create({ worker, load: () => readPolicyFolder(join(folder, 'missing')) });
    await expect(engine.data()).rejects.toMatchObject({ code: 'POLICY_NOT_FOUND' });
  });
});
