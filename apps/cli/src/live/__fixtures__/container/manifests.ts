import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { PodSpec } from './pod.ts';
import { runWell } from './process.ts';

/** An object of Kubernetes, as far as tests look at it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: object;
}

/** A CronJob of ours. */
export interface CronJob extends Manifest {
  readonly spec: {
    readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } };
  };
}

/** What a folder below `deploy/team` comes to. */
export async function buildTeam(kubectl: string, folder: string): Promise<readonly Manifest[]> {
  const path = fileURLToPath(new URL(`../../../../../../deploy/team/${folder}`, import.meta.url));
  const text = await runWell(kubectl, ['kustomize', path]);
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** The CronJob of that name. */
export function findCronJob(manifests: readonly Manifest[], name: string): CronJob {
  const found = manifests.find(({ kind, metadata }) => kind === 'CronJob' && metadata.name === name);
  if (found === undefined) throw new TypeError(`There is no CronJob ${name}`);
  return found as CronJob;
}

/** A pod as the job controller would make it. */
export function toPod({ spec }: CronJob): Manifest & { readonly spec: PodSpec } {
  const metadata = { name: 'try', namespace: 'cloudops' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: spec.jobTemplate.spec.template.spec };
}
