import { buildTestbed } from '@cloudops/testbed';

/** Builds what the clusters are made of, once: two suites that start together would both build it. */
export async function setup(): Promise<void> {
  await buildTestbed({ notify: (message) => process.stderr.write(`${message}\n`) });
}
