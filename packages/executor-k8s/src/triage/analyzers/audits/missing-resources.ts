import type { Severity } from '@cloudops/spec';
import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Template, type TemplateContainer, templatesOf } from './templates.ts';

interface Rule {
  readonly definition: TriageFindingDefinition;
  readonly list: 'requests' | 'limits';
  readonly resource: 'cpu' | 'memory';
  /** The field of a LimitRange item that fills it in. */
  readonly filledBy: 'defaultRequest' | 'default';
}

function rule(code: string, severity: Severity, list: Rule['list'], resource: Rule['resource'], remedy: string): Rule {
  const definition: TriageFindingDefinition = {
    code,
    title: `No ${resource} ${list === 'requests' ? 'request' : 'limit'}`,
    role: 'fault',
    severity,
    decided: `A container states no ${list}.${resource}, nor does its pod, and no LimitRange of its namespace fills it in. A limit counts as request, as Kubernetes takes it. A CPU limit is not asked for: it throttles more than it protects.`,
    thresholds: {},
    source: 'Kubernetes, "Resource Management for Pods and Containers"; popeye 106, 107; polaris cpuRequestsMissing',
    remedy,
  };
  return { definition, list, resource, filledBy: list === 'requests' ? 'defaultRequest' : 'default' };
}

const rules: readonly Rule[] = [
  rule(
    'LIM-101',
    'medium',
    'requests',
    'cpu',
    'State what it uses at its usual peak (see k8s-rightsizing); the scheduler packs by it.',
  ),
  rule(
    'LIM-102',
    'medium',
    'requests',
    'memory',
    'State what it uses at most; without it the pod is the first to be evicted.',
  ),
  rule(
    'LIM-103',
    'low',
    'limits',
    'memory',
    'State a limit, best the same as the request: else one leak takes the node.',
  ),
];

/** Workloads that do not say what they need. */
export const missingResources: Analyzer = {
  name: 'missing-resources',
  topic: 'limits',
  definitions: rules.map(({ definition }) => definition),
  inspect: (snapshot) => ({
    drafts: templatesOf(snapshot).flatMap((template) => rules.flatMap((one) => judge(snapshot, template, one))),
  }),
};

function judge(snapshot: Snapshot, template: Template, one: Rule): readonly Draft[] {
  const { workload, entity } = template;
  const { definition, list, resource } = one;
  const lacking = template.containers.filter((container) => lacks(snapshot, template, container, one));
  const [first] = lacking;
  if (first === undefined) return [];
  const noun = list === 'requests' ? 'request' : 'limit';
  return [
    draft({
      code: definition.code,
      role: 'fault',
      tier: 'contradiction',
      severity: definition.severity,
      subject: workload,
      title: `${nameOf(workload)} states no ${resource} ${noun}`,
      detail: `Containers without ${list}.${resource}: ${someOf(lacking.map(({ name }) => name))}.`,
      evidence: snapshot.cite(entity, [...first.path, 'name'], [...first.path, 'resources']),
      touchesUsers: snapshot.touchesUsers(workload),
      data: { containers: lacking.map(({ name }) => name) },
    }),
  ];
}

function lacks(
  snapshot: Snapshot,
  { workload, spec }: Template,
  { raw, isInit }: TemplateContainer,
  one: Rule,
): boolean {
  const { list, resource, filledBy } = one;
  // An init container that ends reserves nothing for long.
  if (isInit && textAt(raw, 'restartPolicy') !== 'Always') return false;
  const stated = (value: unknown): boolean =>
    valueAt(value, 'resources', list, resource) !== undefined ||
    (list === 'requests' && valueAt(value, 'resources', 'limits', resource) !== undefined);
  if (stated(raw) || stated(spec)) return false;
  return !snapshot
    .all('limitranges')
    .filter(({ namespace }) => namespace === workload.namespace)
    .some(({ raw: range }) =>
      listAt(range, 'spec', 'limits').some(
        (item) => textAt(item, 'type') === 'Container' && valueAt(item, filledBy, resource) !== undefined,
      ),
    );
}
