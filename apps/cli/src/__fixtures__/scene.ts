import { afterAll } from 'vitest';
import { giveKubeconfig, type KubeconfigParts } from './kubeconfig.ts';
import { type CliUser, createCliUser } from './run-cli.ts';
import { startWorldServer, type WorldServer, type WorldServerOptions } from './world-server.ts';

const cleanups: (() => unknown)[] = [];

afterAll(async () => {
  await Promise.all(cleanups.splice(0).map((clean) => clean()));
});

/** Cleans up after the test file: tests that run side by side cannot say which of them has ended. */
export function cleanUpLater(clean: () => unknown): void {
  cleanups.push(clean);
}

/** One question with one sample: sampling more often waits for the next scrape. */
export const quickQuestion: readonly string[] = ['investigate', 'why is CPU high in prod?', '--input', 'samples=1'];

/** A user that is gone after the test file. */
export function createUser(environment: Readonly<Record<string, string>> = {}): CliUser {
  const user = createCliUser(environment);
  cleanUpLater(() => user.remove());
  return user;
}

/** A user with a kubeconfig. */
export function createUserOf(parts: KubeconfigParts): CliUser {
  const user = createUser();
  giveKubeconfig(user, parts);
  return user;
}

/** A user whose kubeconfig leads to a recorded world, served with faults. */
export async function setScene(
  options: WorldServerOptions = {},
  parts: Partial<KubeconfigParts> = {},
): Promise<{ readonly user: CliUser; readonly server: WorldServer }> {
  const server = await startWorldServer(options);
  cleanUpLater(() => server.close());
  return { user: createUserOf({ server: server.url, ...parts }), server };
}
