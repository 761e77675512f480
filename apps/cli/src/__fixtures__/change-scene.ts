import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKeyFile } from '@cloudops/approval';
import type { AuditRecord, PlanFile } from '@cloudops/spec';
import { expect } from 'vitest';
import { type ClusterServer, startClusterServer } from './cluster-server.ts';
import type { CliUser } from './run-cli.ts';
import { cleanUpLater, createUserOf } from './scene.ts';

/** Two people, a cluster that can be changed, and policy's own rules. */
export interface ChangeScene {
  /** Runs the commands as the operator alice. */
  readonly user: CliUser;
  readonly server: ClusterServer;
  /** The key file of bob, who may approve. */
  readonly bob: string;
  /** The key file of alice, who may too, but not her own. */
  readonly alice: string;
  /** The words that ask for so many replicas of `shop/api`. */
  scale(replicas: number): string;
}

const policies = fileURLToPath(new URL('../../../../packages/policy/defaults/', import.meta.url));

/** @param environment what the one context belongs to. */
export async function setChangeScene(environment: 'prod' | 'staging'): Promise<ChangeScene> {
  const server = await startClusterServer();
  cleanUpLater(() => server.close());
  const user = createUserOf({ server: server.url });
  const clusters = '[kubernetes:6f1c0f1e-0000-4000]';
  user.write(
    '.config/cloudops/config.yaml',
    `environments:\n  ${environment}: { contexts: [prod-eu], clusters: ${clusters} }\ndefault_scope: ${environment}\n`,
  );
  const folder = join(user.home, '.config/cloudops/policies');
  mkdirSync(folder, { recursive: true });
  cpSync(policies, folder, { recursive: true, filter: (source) => !source.endsWith('optional') });
  const [alice, bob] = [join(user.home, 'alice.pem'), join(user.home, 'bob.pem')];
  const keys = await Promise.all([alice, bob].map(async (file) => (await generateKeyFile(file)).publicKey));
  user.write(
    '.config/cloudops/policies/data.yaml',
    `environments: [dev, staging, prod]
roles: { viewer: ["*"], operator: [alice], approver: [alice, bob], finops: [] }
approvals: { maximum: 3, roles: [approver, finops] }
people:
  alice: { logins: ["kubernetes:alice@example.com"], keys: ["${keys[0]}"] }
  bob: { logins: ["os:bob"], keys: ["${keys[1]}"] }
`,
  );
  return {
    user,
    server,
    alice,
    bob,
    scale: (replicas) => `scale api to ${replicas} replicas in namespace shop in ${environment}`,
  };
}

/** Each test starts the program a few times, and a change is watched for a while before it counts as healed. */
export const patience: { readonly timeout: number } = { timeout: 180_000 };

/** A plan for three replicas, saved. */
export async function save(scene: ChangeScene, name = 'api.plan.json'): Promise<PlanFile> {
  expect(await scene.user.run(['plan', scene.scale(3), '--out', name])).toMatchObject({ status: 0 });
  return readPlan(scene, name);
}

/** A saved plan as it is in its file. */
export function readPlan({ user }: ChangeScene, name = 'api.plan.json'): PlanFile {
  return JSON.parse(readFileSync(join(user.home, name), 'utf8'));
}

/** Writes a file as somebody would who may write to it. */
export function forge({ user }: ChangeScene, file: unknown, name = 'api.plan.json'): void {
  writeFileSync(join(user.home, name), typeof file === 'string' ? file : JSON.stringify(file));
}

/** Nothing was changed, and nothing was tried. */
export function expectUntouched({ server }: ChangeScene): void {
  expect(server.replicas()).toBe(2);
  expect(server.cluster.changes()).toEqual([]);
}

/** The audit log's events, each with its status, oldest first. */
export async function eventsOf({ user }: ChangeScene): Promise<readonly string[]> {
  return (await user.records()).map(({ event, result }: AuditRecord) => `${event} ${result.status}`);
}
