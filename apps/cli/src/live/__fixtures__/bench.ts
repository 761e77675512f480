import { fileURLToPath } from 'node:url';
import { createReader, startTestbed, type Testbed } from '@cloudops/testbed';
import { type CliUser, createCliUser } from '../../__fixtures__/run-cli.ts';

/** A real control plane, and a user who may read of it what shipped manifests grant. */
export interface Bench {
  readonly testbed: Testbed;
  readonly user: CliUser;
  /** Removes both. */
  end(): Promise<void>;
}

/** The path of a shipped manifest, such as `reader-logs`. */
export function shippedRights(name: string): string {
  return fileURLToPath(new URL(`../../../../../deploy/rbac/${name}.yaml`, import.meta.url));
}

/** Starts a control plane and logs a reader in, with the rights of some shipped manifests. */
export async function createBench(manifests: readonly string[]): Promise<Bench> {
  const testbed = await startTestbed();
  const kubeconfig = await createReader(testbed, manifests.map(shippedRights), {
    serviceAccount: 'cloudops-reader',
    namespace: 'cloudops',
  });
  const user = createCliUser({ KUBECONFIG: kubeconfig });
  const end = async (): Promise<void> => {
    user.remove();
    await testbed.stop();
  };
  return { testbed, user, end };
}
