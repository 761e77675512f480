import { valueAt } from '../../../evidence/read.ts';
import { matches, readSelector, selectorText } from '../../../evidence/selector.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import { workloadsIn } from '../../snapshot/service.ts';

const definition: TriageFindingDefinition = {
  code: 'NPL-103',
  title: 'Network policy selects no pods',
  role: 'hint',
  severity: 'low',
  decided:
    'The podSelector of a policy fits neither a pod nor a template of its namespace, both read whole. An empty selector, which takes all pods, is never meant.',
  thresholds: {},
  source: 'Kubernetes, "Network Policies", podSelector',
  remedy: 'Correct the selector, or delete the policy.',
};

/** Policies that protect nobody. */
export const idlePolicy: Analyzer = {
  name: 'idle-policy',
  topic: 'network-policy',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('networkpolicies').flatMap((policy) => {
      const { namespace, name } = policy;
      const selector = readSelector(valueAt(policy.raw, 'spec', 'podSelector'));
      if (selector === null || (selector.labels.size === 0 && selector.expressions.length === 0)) return [];
      const isKnown = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'cronjobs'].every((record) =>
        snapshot.isComplete(record, namespace),
      );
      const isUsed =
        snapshot.podsSelectedBy(namespace, selector).length > 0 ||
        workloadsIn(snapshot, namespace).some(({ labels }) => matches(selector, labels));
      if (!isKnown || isUsed) return [];
      return [
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'absence',
          severity: definition.severity,
          subject: policy,
          title: `NetworkPolicy ${namespace}/${name} selects no pods: none has ${selectorText(selector)}`,
          detail: 'It neither protects nor limits anything.',
          evidence: snapshot.cite(policy, ['spec', 'podSelector']),
        }),
      ];
    }),
  }),
};
