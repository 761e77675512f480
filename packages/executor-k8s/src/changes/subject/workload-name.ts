import type { KindName } from '../request/object-kind.ts';

/** Kinds that keep pods running by a template. */
export type WorkloadKind = Extract<KindName, 'Deployment' | 'StatefulSet' | 'DaemonSet'>;

/** A workload as somebody wrote it. */
export interface WorkloadName {
  /** Null where only a name is said. */
  readonly kind: WorkloadKind | null;
  readonly name: string;
}

/** Plural, singular and short names, as kubectl knows them. */
const words: Readonly<Record<string, WorkloadKind>> = {
  deployment: 'Deployment',
  deployments: 'Deployment',
  deploy: 'Deployment',
  'deployment.apps': 'Deployment',
  'deployments.apps': 'Deployment',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  sts: 'StatefulSet',
  'statefulset.apps': 'StatefulSet',
  'statefulsets.apps': 'StatefulSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  ds: 'DaemonSet',
  'daemonset.apps': 'DaemonSet',
  'daemonsets.apps': 'DaemonSet',
};

/** Reads `api`, `deployment/api` and `deploy/api`; null where the kind is none of these. */
export function parseWorkloadName(text: string): WorkloadName | null {
  const slash = text.indexOf('/');
  if (slash < 0) return { kind: null, name: text.trim() };
  const word = text.slice(0, slash).trim().toLowerCase();
  const kind = Object.hasOwn(words, word) ? words[word] : undefined;
  const name = text.slice(slash + 1).trim();
  return kind === undefined || name === '' || name.includes('/') ? null : { kind, name };
}
