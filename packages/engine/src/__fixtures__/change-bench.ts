import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePublicKey, type Signer } from '@cloudops/approval';
import { openAuditLog } from '@cloudops/audit';
import { openJournal } from '@cloudops/executor';
import { createLocalParser } from '@cloudops/intent';
import { createPolicyEngine, loadDefaultPolicies, type PolicyData, type PolicyEngine } from '@cloudops/policy';
import type { AuditRecord, Catalog, Playbook } from '@cloudops/spec';
import { createEngine, type Engine, type EngineOptions } from '../index.ts';
import { type ChangeWorld, createChangeWorld } from './change-world.ts';

/** Somebody with a key. */
export interface KeyHolder {
  readonly signer: Signer;
  readonly line: string;
}

/** Makes a key in memory. */
export function createKeyHolder(): KeyHolder {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { keyId, line } = parsePublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const signWith = (key: KeyObject) => async (bytes: Uint8Array) => sign(null, bytes, key);
  return { line, signer: { keyId, publicKey: line, sign: signWith(privateKey) } };
}

/** What a test may change of an engine that otherwise works. */
export interface ChangeBenchOptions {
  readonly data?: (data: PolicyData) => PolicyData;
  readonly engine?: Partial<EngineOptions>;
}

/** An engine that can change a world in memory: real policy, real log, real journal. */
export interface ChangeBench {
  readonly engine: Engine;
  readonly options: EngineOptions;
  readonly world: ChangeWorld;
  readonly bob: KeyHolder;
  readonly carol: KeyHolder;
  readonly robot: KeyHolder;
  readonly alice: KeyHolder;
  /** Milliseconds that the clock is ahead of the real one. */
  ahead: number;
  /** The data in force, for policies that change between two calls. */
  data: PolicyData;
  /** Another engine on the same log and journal, as a second process would have it. */
  another(more?: Partial<EngineOptions>): Engine;
  records(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

function toPlaybook(name: string, action: string): Playbook {
  return {
    api_version: 'cloudops/v1',
    metadata: {
      ...{ name, version: '1.0.0', title: name, description: name },
      examples: [`${name} api to 3`],
      risk: action === 'memory.scale' ? 'write' : 'delete',
    },
    triggers: [{ intent_type: 'change', goal: name }],
    inputs: {
      name: { type: 'string', description: 'what', required: true },
      replicas: { type: 'integer', description: 'how many', required: true },
    },
    steps: [
      {
        id: 'change',
        action,
        with: { name: `\${{ inputs.name }}`, replicas: `\${{ inputs.replicas }}` },
        timeout_sec: 5,
      },
    ],
    findings: [],
  };
}

/** Builds it. Alice may change things, Bob and Carol may approve, a robot has a key too. */
export async function createChangeBench(bench: ChangeBenchOptions = {}): Promise<ChangeBench> {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-change-'));
  const world = createChangeWorld();
  const [alice, bob, carol, robot] = [createKeyHolder(), createKeyHolder(), createKeyHolder(), createKeyHolder()];
  const source = loadDefaultPolicies();
  const people: PolicyData['people'] = {
    alice: { logins: ['memory:alice', 'os:tester'], keys: [alice.line] },
    bob: { logins: ['memory:bob'], keys: [bob.line] },
    carol: { logins: ['memory:carol'], keys: [carol.line] },
    robot: { kind: 'agent', keys: [robot.line] },
  };
  const roles = { viewer: ['*'], operator: ['alice', 'bob'], approver: ['alice', 'bob', 'carol', 'robot'], finops: [] };
  const own = { ahead: 0, data: { ...source.data, roles, people } as PolicyData };
  own.data = bench.data?.(own.data) ?? own.data;
  const clock = { now: () => Date.now() + own.ahead, sleep: async () => undefined };
  const entries = [toPlaybook('memory-scale', 'memory.scale'), toPlaybook('memory-remove', 'memory.remove')];
  const catalog: Catalog = {
    entries: entries.map((playbook) => ({ playbook, digest: `sha256:${playbook.metadata.name}`, origin: 'shipped' })),
  };
  const audit = openAuditLog({
    path: join(folder, 'audit.db'),
    keyFolder: join(folder, 'keys'),
    origin: 'test/audit',
    clock,
  });
  const journal = openJournal({
    databasePath: join(folder, 'runs.db'),
    evidenceFolder: join(folder, 'evidence'),
    clock,
  });
  // Loaded anew whenever what is in force is another than for the question before.
  let loaded: { readonly data: PolicyData; readonly engine: PolicyEngine } | undefined;
  const load = (): PolicyEngine => {
    const { data } = own;
    if (loaded?.data !== data) {
      loaded = { data, engine: createPolicyEngine({ load: () => ({ ...source, data }), worker: false }) };
    }
    return loaded.engine;
  };
  const options: EngineOptions = {
    ...{ parser: createLocalParser(), catalog, audit, journal, clock, randomBytes },
    policy: {
      ready: async () => undefined,
      decide: (request) => load().decide(request),
      digest: () => load().digest(),
      data: () => load().data(),
      close: async () => undefined,
    },
    connect: async () => [world.provider()],
    principal: { id: 'os:tester', kind: 'human', established_by: 'os-user', credential: 'unknown' },
    ...{ environments: [], toolVersion: '0.0.0', host: 'test' },
    ...bench.engine,
  };
  return Object.assign(own, {
    ...{ options, world, alice, bob, carol, robot },
    engine: createEngine(options),
    another: (more: Partial<EngineOptions> = {}) => createEngine({ ...options, ...more }),
    records: async () => (await audit.read()).map(({ record }) => record),
    close: async () => {
      await Promise.all([journal.close(), audit.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
