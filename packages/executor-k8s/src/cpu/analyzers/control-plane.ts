import { listAt, valueAt } from '../../evidence/read.ts';
import { quote } from '../../evidence/words.ts';
import { type CpuAnalyzer, type CpuFindingDefinition, type Draft, draft } from '../draft.ts';
import type { Cluster } from '../model/cluster.ts';

const notReady: CpuFindingDefinition = {
  code: 'CPU-141',
  title: 'API server is not ready',
  role: 'symptom',
  severity: 'high',
  decided: 'GET /readyz of the API server answered, and said that it is not ready.',
  thresholds: {},
  source: 'Decision tree step 12; Kubernetes API health endpoints',
  remedy: 'Look at the checks that /readyz?verbose names, etcd first.',
};

const manyWebhooks: CpuFindingDefinition = {
  code: 'CPU-142',
  title: 'Many webhooks stand before every pod',
  role: 'hint',
  severity: 'info',
  decided: 'At least 10 admission webhooks fire for pods (or for all resources).',
  thresholds: { webhooks: 10 },
  source: 'Decision tree step 12',
  remedy: 'Narrow their rules; each adds CPU and time to every rollout and restart.',
};

/** The cluster's own head. */
export const controlPlane: CpuAnalyzer = {
  definitions: [notReady, manyWebhooks],
  inspect(cluster) {
    return { drafts: [...readiness(cluster), ...webhooks(cluster)], ruledOut: [] };
  },
};

function readiness({ book }: Cluster): readonly Draft[] {
  const { output } = book.evidence('health');
  const part = valueAt(output, 'readyz');
  if (valueAt(part, 'output', 'ready') !== false) return [];
  const place = { step: 'health', path: ['readyz', 'output'] };
  const failing = listAt(part, 'output', 'failing').filter((check) => typeof check === 'string');
  return [
    draft({
      code: notReady.code,
      role: 'symptom',
      tier: 'status',
      severity: 'high',
      subject: { kind: 'ControlPlane', namespace: '', name: 'apiserver' },
      title: 'The API server says that it is not ready',
      detail: `${failing.length > 0 ? `Failing checks: ${failing.slice(0, 10).map(quote).join(', ')}. ` : ''}Cause not visible from here; look at /readyz?verbose and at etcd.`,
      evidence: book.citeAll([
        [place, 'ready'],
        ...failing.slice(0, 10).map((_, index) => [place, 'failing', index] as const),
      ]),
    }),
  ];
}

function webhooks({ book }: Cluster): readonly Draft[] {
  const firing = ['mutating_webhooks', 'validating_webhooks'].flatMap((step) =>
    book
      .items(step)
      .flatMap(({ raw, place }) =>
        listAt(raw, 'webhooks').flatMap((webhook, index) =>
          firesForPods(webhook) ? [[place, 'webhooks', index, 'name'] as const] : [],
        ),
      ),
  );
  if (firing.length < 10) return [];
  return [
    draft({
      code: manyWebhooks.code,
      role: 'hint',
      tier: 'figure',
      severity: 'info',
      subject: { kind: 'ControlPlane', namespace: '', name: 'apiserver' },
      title: `${firing.length} webhooks fire for every pod`,
      detail: 'Each is called for each pod that is created or changed.',
      evidence: book.citeAll(firing.slice(0, 5)),
      data: { webhooks: firing.length },
    }),
  ];
}

function firesForPods(webhook: unknown): boolean {
  return listAt(webhook, 'rules').some((rule) => {
    const resources = listAt(rule, 'resources');
    return resources.includes('pods') || resources.includes('*') || resources.includes('*/*');
  });
}
