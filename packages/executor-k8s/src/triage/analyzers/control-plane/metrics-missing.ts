import { textAt } from '../../../evidence/read.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import { autoscalersOf, impedimentOf } from '../../snapshot/autoscaler.ts';

const name = 'v1beta1.metrics.k8s.io';
const definition: TriageFindingDefinition = {
  code: 'CTL-105',
  title: 'Nothing serves the metrics API',
  role: 'fault',
  severity: 'medium',
  decided:
    'The list of APIServices, read whole, has none of group metrics.k8s.io, and an autoscaler says that the server could not find the resource.',
  thresholds: {},
  source: 'Kubernetes, "Resource metrics pipeline"',
  remedy: 'Install metrics-server, or scale by other metrics.',
};

/** Autoscalers by cpu or memory in a cluster without the metrics API. */
export const metricsMissing: Analyzer = {
  name: 'metrics-missing',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const isServed = snapshot.all('apiservices').some(({ raw }) => textAt(raw, 'spec', 'group') === 'metrics.k8s.io');
    if (isServed || !snapshot.isComplete('apiservices', null)) return { drafts: [] };
    const blind = autoscalersOf(snapshot).flatMap((autoscaler) => {
      const impediment = impedimentOf(autoscaler);
      const isMeant = /^FailedGet(Container)?ResourceMetric$/.test(impediment?.reason ?? '');
      const saysMissing = /could not find the requested resource|no known available metric/.test(
        impediment?.message ?? '',
      );
      return impediment !== null && isMeant && saysMissing ? [{ ...autoscaler, impediment }] : [];
    });
    if (blind.length === 0) return { drafts: [] };
    return {
      drafts: [
        draft({
          code: definition.code,
          role: 'fault',
          tier: 'contradiction',
          severity: definition.severity,
          subject: { kind: 'APIService', namespace: '', name },
          instances: blind.map(({ entity }) => entity.key),
          title: `Nothing serves metrics.k8s.io, and ${someOf(blind.map(({ entity }) => `${entity.namespace}/${entity.name}`))} scale by it`,
          detail: 'Autoscalers by cpu or memory read both from that API; none is registered.',
          evidence: blind
            .slice(0, 5)
            .flatMap(({ entity, impediment }) =>
              snapshot.cite(entity, ['status', 'conditions', impediment.index, 'message']),
            ),
          explains: blind.map(({ entity }) => ({
            instance: entity.key,
            codes: ['HPA-001'],
            mechanism: 'goes by its metrics',
          })),
        }),
      ],
    };
  },
};
