import { selectorText } from '../../../evidence/selector.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import { isNear } from '../../snapshot/near-name.ts';
import { selectorOf, workloadsBehind } from '../../snapshot/service.ts';
import { isAtZero } from '../../snapshot/workload-status.ts';

const definition: TriageFindingDefinition = {
  code: 'SVC-106',
  title: 'Service selects pods of several workloads',
  role: 'hint',
  severity: 'low',
  decided:
    'The selector of a Service fits the templates of two or more running workloads whose names have nothing in common: requests go to either. Names where one is part of the other, such as a canary’s, are taken for intent; a headless Service may list whom it likes.',
  thresholds: {},
  source: 'Kubernetes, "Service", selectors',
  remedy: 'Select by a label that only one of them has.',
};

/** Services whose selector is too wide. */
export const mixedSelector: Analyzer = {
  name: 'mixed-selector',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: snapshot.all('services').flatMap((service) => {
      const selector = selectorOf(service);
      const workloads = workloadsBehind(snapshot, service).filter(
        (one) => !isAtZero(one) && !['Job', 'CronJob', 'Pod'].includes(one.kind),
      );
      const [first, ...others] = workloads;
      if (selector === null || first === undefined || others.length === 0) return [];
      if (others.some(({ name }) => name === first.name || isNear(name, first.name))) return [];
      const names = workloads.map(({ kind, name }) => `${kind} ${name}`);
      return [
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'contradiction',
          severity: definition.severity,
          subject: service,
          title: `Service ${service.namespace}/${service.name} selects pods of ${someOf(names)}`,
          detail: `${selectorText(selector)} fits all of them: a request goes to any.`,
          evidence: snapshot.cite(service, ['spec', 'selector']),
        }),
      ];
    }),
  }),
};
