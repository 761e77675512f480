import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateKeyFile } from '@cloudops/approval';
import { createReader, type Testbed } from '@cloudops/testbed';
import { expect, vi } from 'vitest';
import { connectWriter } from '../../../../../packages/executor-k8s/src/__fixtures__/writer.ts';
import { type CliUser, createCliUser } from '../../__fixtures__/run-cli.ts';
import { shippedRights } from './bench.ts';

/** What the test bed's one context belongs to, by the configuration of a user. */
export type Environment = 'prod' | 'staging';

/** The operator alice, and the key of bob, who may approve what she asks for. */
export interface Operator {
  readonly user: CliUser;
  /** The key file of bob. */
  readonly bob: string;
}

/** A control plane with the shipped writer behind the shipped admission policy, and a reader beside it. */
export interface ChangeBench {
  readonly testbed: Testbed;
  /** Kubeconfigs whose tokens are short-lived, each with the one context `testbed`. */
  readonly writer: string;
  readonly reader: string;
  /** Makes an operator, who acts as the writer unless another kubeconfig is given. */
  createOperator(environment: Environment, kubeconfig?: string): Promise<Operator>;
  /** Removes what the operators left. */
  removeOperators(): void;
}

const deploy = (file: string): string => fileURLToPath(new URL(`../../../../../deploy/${file}`, import.meta.url));
const defaultPolicies = fileURLToPath(new URL('../../../../../packages/policy/defaults/', import.meta.url));
const writerLogin = 'kubernetes:system:serviceaccount:cloudops:cloudops-writer';
const namespace = 'cloudops';

/** Installs the shipped manifests on a control plane, and waits until the API server obeys the policy. */
export async function createChangeBench(testbed: Testbed): Promise<ChangeBench> {
  const rights = ['reader', 'reader-logs'].map(shippedRights);
  const reader = await createReader(testbed, rights, { serviceAccount: 'cloudops-reader', namespace });
  const files = ['admission/cloudops-writer-policy.yaml', 'rbac/writer.yaml'].map(deploy);
  const writer = await createReader(testbed, files, { serviceAccount: 'cloudops-writer', namespace });
  await waitForPolicy(writer);
  const place = await locate(testbed);
  const users: CliUser[] = [];
  return {
    testbed,
    writer,
    reader,
    async createOperator(environment, kubeconfig = writer) {
      const user = createCliUser({ KUBECONFIG: kubeconfig });
      users.push(user);
      return { user, bob: await configure(user, environment, place) };
    },
    removeOperators: () => {
      for (const user of users.splice(0)) user.remove();
    },
  };
}

/** A policy is obeyed some moments after it was written. */
async function waitForPolicy(kubeconfig: string): Promise<void> {
  const writer = connectWriter(kubeconfig);
  const unmarked = { spec: { unschedulable: true } };
  const message = expect.stringContaining("ValidatingAdmissionPolicy 'cloudops-writer'");
  try {
    await vi.waitFor(
      async () =>
        expect(await writer.send('PATCH', '/api/v1/nodes/kwok-0?dryRun=All', unmarked)).toMatchObject({ message }),
      { timeout: 60_000, interval: 300 },
    );
  } finally {
    await writer.close();
  }
}

async function locate(testbed: Testbed): Promise<string> {
  const system = await testbed.resources.get({ apiVersion: 'v1', kind: 'Namespace' }, 'kube-system');
  return `kubernetes:${system?.metadata.uid}`;
}

async function configure(user: CliUser, environment: Environment, place: string): Promise<string> {
  user.write(
    '.config/cloudops/config.yaml',
    `environments:\n  ${environment}: { contexts: [testbed], clusters: ["${place}"] }\ndefault_scope: ${environment}\n`,
  );
  const policies = join(user.home, '.config/cloudops/policies');
  mkdirSync(policies, { recursive: true });
  cpSync(defaultPolicies, policies, { recursive: true, filter: (source) => !source.endsWith('optional') });
  const bob = join(user.home, 'bob.pem');
  const { publicKey } = await generateKeyFile(bob);
  user.write(
    '.config/cloudops/policies/data.yaml',
    `environments: [dev, staging, prod]
roles: { viewer: ["*"], operator: [alice], approver: [alice, bob], finops: [] }
approvals: { maximum: 3, roles: [approver, finops] }
people:
  alice: { logins: ["${writerLogin}"] }
  bob: { logins: ["os:bob"], keys: ["${publicKey}"] }
`,
  );
  return bob;
}
