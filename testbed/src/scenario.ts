import type { ContainerLog } from './container-logs.ts';
import type { ProgramName } from './control-plane.ts';
import type { KubeletReport } from './kubelet-reports/kubelet-report.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/** Names the objects that a change or a wait is about. */
export interface ScenarioTarget {
  readonly kind: string;
  /** Only for kinds that the test bed does not know. */
  readonly apiVersion?: string;
  /** Either a name or a label selector. */
  readonly name?: string;
  readonly labelSelector?: string;
  /** The scenario's own unless stated. */
  readonly namespace?: string;
  /** `first`: only the first by name. */
  readonly pick?: 'first';
}

/** A later change: a patch, or a deletion. It waits until its target is there. */
export interface ScenarioChange {
  readonly action?: 'delete';
  readonly target: ScenarioTarget & { readonly subresource?: string; readonly patchType?: string };
  readonly patch?: unknown;
}

/** What must be so before the scenario counts as staged; every object that the target names must meet it. */
export interface ScenarioWait {
  readonly target: ScenarioTarget;
  readonly condition?: { readonly type: string; readonly status: string; readonly reason?: string };
  /** A path such as `status.replicas`, with `equals` or `atLeast`. */
  readonly field?: string;
  readonly equals?: unknown;
  readonly atLeast?: number;
}

/** What a right answer says. */
export interface Expectation {
  /** The resource of the first cause; `none` = no cause at all; left out = not stated. */
  readonly first_cause?: ExpectedResource | 'none';
  /** Resources that are as right as `first_cause`, where either may be changed. */
  readonly alternatives?: readonly ExpectedResource[];
  /** All causes that there are, in any order: each must be one, and nothing else. Instead of `first_cause`. */
  readonly causes?: readonly ExpectedResource[];
  /** Each must occur in what the report says it did not check. */
  readonly not_checked?: readonly string[];
  /** For a person. */
  readonly text: string;
}

/** A resource as an expectation names it. */
export interface ExpectedResource {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** One staged situation, in the order in which its parts are applied. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** By which means it comes about. */
  readonly via: string;
  /** Such as `cpu`. */
  readonly topics: readonly string[];
  /** The namespaces that it fills, and that cleaning removes; `shop` unless stated. */
  readonly namespaces: readonly string[];
  readonly objects: readonly KubernetesObject[];
  /** Later changes, a second apart. */
  readonly changes: readonly ScenarioChange[];
  /** Changes of status, all at once. */
  readonly patches: readonly ScenarioChange[];
  /** What kubelets say of pods: statuses with their events. */
  readonly kubelet: readonly KubeletReport[];
  readonly logs: readonly ContainerLog[];
  readonly events: readonly KubernetesObject[];
  /** `before: changes`: they end or pause before the changes, which then go unseen. */
  readonly programs: {
    readonly end: readonly ProgramName[];
    readonly pause: readonly ProgramName[];
    readonly before?: 'changes';
  };
  readonly until: readonly ScenarioWait[];
  readonly expect: Expectation;
}

/** The namespace of what names none. */
export function homeNamespace(scenario: Scenario): string {
  return scenario.namespaces[0] ?? 'shop';
}
