import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readField } from './kubernetes-object.ts';
import type { Testbed } from './testbed.ts';

/** What containers of the pods that a selector names have logged, one line an item. */
export interface ContainerLog {
  readonly pods: string;
  readonly namespace?: string;
  readonly container: string;
  /** The log of the running container. */
  readonly lines?: readonly string[];
  /** The log of the container before it. */
  readonly previous?: readonly string[];
}

/** A CRI log: time, stream, tag, line. */
function toCriLog(lines: readonly string[], nowMs: number): string {
  const time = (index: number): string =>
    new Date(nowMs - (lines.length - index) * 1000).toISOString().replace('Z', '000000Z');
  return lines.map((line, index) => `${time(index)} stderr F ${line}\n`).join('');
}

async function writeLog(folder: string, name: string, lines: readonly string[]): Promise<string> {
  const file = join(folder, `${name}.log`);
  await writeFile(file, toCriLog(lines, Date.now()));
  return file;
}

/**
 * Lets kwok answer for the logs of containers. Without it the API says that there are none.
 * @throws TestbedError `API_FAILED`.
 */
export async function stageLog(testbed: Testbed, log: ContainerLog, home: string): Promise<void> {
  const namespace = log.namespace ?? home;
  const folder = join(testbed.folder, 'container-logs');
  await mkdir(folder, { recursive: true });
  for (const { metadata } of await testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' }, namespace, log.pods)) {
    const name = metadata.name ?? '';
    const kind = { apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'Logs' };
    const file = `${namespace}_${name}_${log.container}`;
    const entry = {
      containers: [log.container],
      logsFile: await writeLog(folder, file, log.lines ?? []),
      previousLogsFile: await writeLog(folder, `${file}.previous`, log.previous ?? []),
    };
    const known = readField(await testbed.resources.get(kind, name, namespace), 'spec.logs');
    const others = Array.isArray(known) ? known.filter((one) => readField(one, 'containers.0') !== log.container) : [];
    await testbed.resources.apply({ ...kind, metadata: { name, namespace }, spec: { logs: [...others, entry] } });
  }
}
