import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditLog } from '@cloudops/audit';
import { openJournal } from '@cloudops/executor';
import { createLocalParser } from '@cloudops/intent';
import { createPolicyEngine, loadDefaultPolicies, type PolicyEngine } from '@cloudops/policy';
import type { AuditRecord, Catalog, Evidence, Json, Playbook, Principal, RiskLevel } from '@cloudops/spec';
import { createMemoryProvider, createScript, type MemoryProvider } from '@cloudops/testkit';
import type { EngineOptions } from '../index.ts';

/** What a test may change of an engine that otherwise works. */
export interface BenchOptions {
  readonly risk?: RiskLevel;
  readonly answers?: readonly Evidence<Json>[];
  readonly identity?: Evidence<Principal>;
  readonly policy?: PolicyEngine;
  readonly auditPath?: string;
}

/** An engine's parts on a temporary folder: real policy, real log, real journal, and a provider in memory. */
export interface Bench {
  readonly options: EngineOptions;
  readonly provider: MemoryProvider;
  readonly folder: string;
  records(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

const analysis: Json = { findings: [], ruled_out: [], not_checked: [], figures: [] };
const clock = { now: () => Date.now(), sleep: async () => undefined };

function toPlaybook(): Playbook {
  return {
    api_version: 'cloudops/v1',
    metadata: {
      name: 'memory-cpu',
      version: '1.0.0',
      title: 'CPU',
      description: 'CPU',
      examples: ['why is cpu high?', 'cpu is high in prod'],
    },
    triggers: [{ intent_type: 'diagnose', goal: 'high-cpu' }],
    inputs: { namespace: { type: 'string', description: 'namespace', format: 'name' } },
    steps: [{ id: 'look', action: 'memory.look' }],
    findings: [],
  };
}

/** Builds the parts. */
export function createBench(bench: BenchOptions = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-engine-'));
  const provider = createMemoryProvider({
    name: 'memory',
    actions: [{ name: 'look', risk: bench.risk ?? 'read' }],
    respond: createScript({ look: bench.answers ?? [{ status: 'present', output: analysis }] }),
    ...(bench.identity === undefined ? {} : { identity: bench.identity }),
    targets: [{ provider: 'memory', name: 'memory', environment: 'prod' }],
  });
  const catalog: Catalog = { entries: [{ playbook: toPlaybook(), digest: 'sha256:0', origin: 'shipped' }] };
  const openLog = (path: string): EngineOptions['audit'] =>
    openAuditLog({ path, keyFolder: join(folder, 'keys'), origin: 'test/audit', clock });
  const audit = openLog(bench.auditPath ?? join(folder, 'audit.db'));
  const policy = bench.policy ?? createPolicyEngine({ load: loadDefaultPolicies, worker: false });
  const journal = openJournal({
    databasePath: join(folder, 'runs.db'),
    evidenceFolder: join(folder, 'evidence'),
    clock,
  });
  const options: EngineOptions = {
    parser: createLocalParser(),
    catalog,
    policy,
    connect: async () => [provider],
    audit,
    journal,
    clock,
    randomBytes,
    principal: { id: 'os:tester', kind: 'human', established_by: 'os-user', credential: 'unknown' },
    environments: [],
    toolVersion: '0.0.0',
    host: 'test',
  };
  return {
    options,
    provider,
    folder,
    records: async () => (await audit.read()).map(({ record }) => record),
    close: async () => {
      await Promise.all([policy.close(), journal.close(), audit.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
