import { valueAt } from '../../../evidence/read.ts';
import { readSelector, selectorText } from '../../../evidence/selector.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import { autoscalersOf, impedimentOf } from '../../snapshot/autoscaler.ts';

const definition: TriageFindingDefinition = {
  code: 'WRK-104',
  title: 'Two workloads select the same pods',
  role: 'hint',
  severity: 'medium',
  decided:
    'Two Deployments, StatefulSets or DaemonSets of a namespace have the same selector. Each keeps to the pods it owns, but autoscalers (AmbiguousSelector), budgets and Services mix them up. A cause of an autoscaler that says so.',
  thresholds: {},
  source: 'Kubernetes, "Deployments", selector; podautoscaler/horizontal.go (AmbiguousSelector)',
  remedy: 'Give each its own label.',
};

/** Workloads that share a selector. */
export const twinSelectors: Analyzer = {
  name: 'twin-selectors',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const all = ['deployments', 'statefulsets', 'daemonsets']
      .flatMap((record) => snapshot.all(record))
      .flatMap((entity) => {
        const selector = readSelector(valueAt(entity.raw, 'spec', 'selector'));
        return selector === null ? [] : [{ entity, text: selectorText(selector) }];
      });
    const groups = Map.groupBy(all, ({ entity, text }) => `${entity.namespace}/${text}`);
    return {
      drafts: [...groups.values()].flatMap((some) => {
        const [first, second] = some;
        if (first === undefined || second === undefined) return [];
        const keys = new Set(some.map(({ entity }) => entity.key));
        const confused = autoscalersOf(snapshot).filter(
          (one) => keys.has(one.targetKey) && impedimentOf(one)?.reason === 'AmbiguousSelector',
        );
        return [
          draft({
            code: definition.code,
            role: 'hint',
            tier: 'contradiction',
            severity: definition.severity,
            subject: second.entity,
            instances: [...keys].sort(),
            title: `${some.map(({ entity }) => `${entity.kind} ${entity.namespace}/${entity.name}`).join(' and ')} select the same pods: ${first.text}`,
            detail: 'Whatever selects the pods of one selects those of the other too.',
            evidence: some.slice(0, 4).flatMap(({ entity }) => snapshot.cite(entity, ['spec', 'selector'])),
            explains: confused.map(({ entity }) => ({
              instance: entity.key,
              codes: ['HPA-001'],
              mechanism: 'cannot tell their pods apart',
            })),
          }),
        ];
      }),
    };
  },
};
