import type { Playbook } from '@cloudops/spec';
import { awsEvidence } from './lexicon/aws.ts';
import { kubernetesEvidence } from './lexicon/kubernetes.ts';

/** The provider that a playbook reads, or `several`. */
export type WorldName = string;

/** Which world a playbook is of: its steps' provider, else what its name begins with. */
export function worldOf(playbook: Playbook): WorldName {
  const providers = new Set(playbook.steps.map((step) => step.action.split('.')[0] ?? ''));
  const [only] = providers;
  if (providers.size === 1 && only !== undefined) return only;
  if (playbook.metadata.name.startsWith('k8s-')) return 'kubernetes';
  return playbook.metadata.name.startsWith('aws-') ? 'aws' : 'several';
}

/** Which worlds a question's words speak of. */
export interface WorldEvidence {
  readonly kubernetes: boolean;
  readonly aws: boolean;
}

/** Finds the worlds that concepts belong to. */
export function findWorlds(concepts: ReadonlySet<string>): WorldEvidence {
  const has = (known: ReadonlySet<string>): boolean => [...concepts].some((concept) => known.has(concept));
  const aws = has(awsEvidence);
  // Who says only `the cluster` means that of Kubernetes; those of ECS or Aurora are called so.
  return { kubernetes: has(kubernetesEvidence) || (concepts.has('cluster') && !aws), aws };
}

/** Whether a question that speaks of these worlds may be about a playbook of that one. */
export function contradicts(world: WorldName, evidence: WorldEvidence): boolean {
  if (evidence.kubernetes === evidence.aws) return false;
  return world === 'aws' ? evidence.kubernetes : world === 'kubernetes' ? evidence.aws : false;
}
