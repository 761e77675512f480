import { nameOf } from '../../../evidence/subject.ts';
import { percent, quote, round } from '../../../evidence/words.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { readingsBy, readingsOf } from './samples.ts';

const base = { role: 'hint', severity: 'low' } as const;
const loss: TriageFindingDefinition = {
  ...base,
  code: 'SAT-103',
  title: 'Pod loses packets',
  decided: 'With Prometheus: of the packets of a pod’s interfaces in the last 10 minutes more than 1 % were dropped.',
  thresholds: { share: 0.01 },
  source: 'cAdvisor, container_network_*_packets_dropped_total; node-mixin, NodeNetworkReceiveErrs',
  remedy: 'See the node’s interfaces and queues, the MTU of the overlay, and connection tracking.',
};
const latency: TriageFindingDefinition = {
  ...base,
  code: 'SAT-104',
  title: 'Service answers slowly',
  decided:
    'With Prometheus: 99 % of the requests to a Service in the last 10 minutes took more than a second, as ingress-nginx or Istio measures it.',
  thresholds: { seconds: 1 },
  source:
    'ingress-nginx, nginx_ingress_controller_request_duration_seconds; Istio, istio_request_duration_milliseconds',
  remedy: 'Look at what the Service waits for: throttling, a slow peer, a database.',
};

/** What users may feel before anything fails: lost packets and slow answers. Unusual, not wrong. */
export const networkFigures: Analyzer = {
  name: 'network-figures',
  topic: 'health',
  definitions: [loss, latency],
  inspect: (snapshot) => ({ drafts: [...losses(snapshot), ...slow(snapshot)] }),
};

function losses(snapshot: Snapshot): ReturnType<Analyzer['inspect']>['drafts'] {
  const byPod = readingsBy(snapshot, 'packet_loss', 'namespace', 'pod');
  if (byPod.size === 0) return [];
  return snapshot.pods.flatMap((pod) => {
    const reading = byPod.get(`${pod.namespace}/${pod.name}`);
    if (reading === undefined || reading.value <= 0.01 || pod.isFinished) return [];
    const workload = snapshot.workloadOf(pod);
    return [
      draft({
        ...{ code: loss.code, role: 'hint', tier: 'figure', severity: loss.severity },
        subject: workload,
        instances: [pod.key],
        title: `${nameOf(workload)} loses packets`,
        detail: `Pod ${pod.name} on node ${pod.node}: ${percent(reading.value)} of its packets were dropped in the last 10 minutes.`,
        evidence: snapshot.book.citeAll([[reading.place]]),
        touchesUsers: snapshot.touchesUsers(workload),
        data: { share: round(reading.value) },
      }),
    ];
  });
}

function slow(snapshot: Snapshot): ReturnType<Analyzer['inspect']>['drafts'] {
  return readingsOf(snapshot, 'latency').flatMap((reading) => {
    // Where the scraper's own labels win, those of the metric are kept with this prefix.
    const namespace = reading.label('exported_namespace') || reading.label('namespace');
    const name = reading.label('exported_service') || reading.label('service');
    const service = snapshot.find('services', namespace, name);
    if (service === undefined || reading.value <= 1) return [];
    return [
      draft({
        ...{ code: latency.code, role: 'hint', tier: 'figure', severity: latency.severity },
        subject: service,
        title: `Service ${namespace}/${quote(name)} answers slowly`,
        detail: `99 % of its requests in the last 10 minutes took up to ${Math.round(reading.value * 10) / 10} s.`,
        evidence: snapshot.book.citeAll([[reading.place]]),
        touchesUsers: true,
        data: { p99_sec: round(reading.value) },
      }),
    ];
  });
}
