import { quote } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, draft } from '../draft.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-001',
  title: 'No CPU measurements',
  role: 'hint',
  severity: 'medium',
  decided:
    'Sampling the metrics API gave nothing at all: not installed, down, or only stale values. The answer then rests on specifications, conditions and events. A metrics API that only we may not read is no finding but a gap.',
  thresholds: {},
  source: 'Decision tree step 0; Popeye 402',
  remedy: 'Install or repair metrics-server, then ask again.',
};

/** The metrics API that is not there. */
export const metricsMissing: CpuAnalyzer = {
  definitions: [definition],
  inspect({ book, measurements }) {
    const step = book.evidence('metrics');
    // Refused is not missing: what we may not see may be in order.
    const isRefused = step.reason?.kind === 'denied';
    if (measurements.samples > 0 || step.status === 'skipped' || isRefused) return { drafts: [], ruledOut: [] };
    return {
      drafts: [
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'status',
          severity: 'medium',
          subject: { kind: 'APIService', namespace: '', name: 'v1beta1.metrics.k8s.io' },
          title: 'The metrics API gives no CPU measurements',
          detail: `${step.reason === undefined || step.reason === null ? 'It answered with no usable value' : quote(step.reason.message)}. Nothing is said about use; capacity, quotas, autoscalers and events were still looked at.`,
          evidence: book.citeAll([
            [{ step: 'health', path: ['metrics_api', 'output'] }, 'available'],
            [{ step: 'health', path: ['metrics_api', 'output'] }, 'reason'],
          ]),
        }),
      ],
      ruledOut: [],
    };
  },
};
