import type { NotChecked } from '@cloudops/spec';
import { listAt, textAt } from '../../../evidence/read.ts';
import { count, someOf } from '../../../evidence/words.ts';
import type { Topic } from '../../input.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { failingProbes } from '../pods/failing-probes.ts';
import { unmeasuredClaims } from './filling-volume-figures.ts';
import { barelyMeasured } from './rightsizing.ts';
import { usesOf } from './rightsizing-use.ts';
import { isMeasured } from './samples.ts';

const needsPrometheus = 'kubernetes.prometheus in the configuration, or --input prometheus=true';
const notAsked = 'Prometheus was not asked';

/**
 * Figures that would have made an answer sharper and were not asked for. Where a step was asked and failed, the report says
 * so by itself. Only where something was found that they would tell more of: a cluster without Prometheus is no gap.
 * @param codes of what was found.
 */
export function figureGaps(
  snapshot: Snapshot,
  topics: readonly Topic[],
  codes: ReadonlySet<string>,
): readonly NotChecked[] {
  return [
    ...(topics.includes('health') ? sharpening(snapshot, codes) : []),
    ...(topics.includes('certificates') ? ofCertificates(snapshot) : []),
    ...(topics.includes('rightsizing') ? ofRightsizing(snapshot) : []),
    ...(topics.includes('volumes-filling') ? ofVolumes(snapshot) : []),
  ];
}

function wasSkipped({ book }: Snapshot, step: string): boolean {
  return book.status(step) === 'skipped';
}

function sharpening(snapshot: Snapshot, codes: ReadonlySet<string>): readonly NotChecked[] {
  const isLate = [...failingProbes(snapshot).values()].flat().some(({ failure }) => failure.symptom.kind === 'timeout');
  const gaps = [
    {
      isMissed: (codes.has('POD-101') || codes.has('POD-102')) && wasSkipped(snapshot, 'memory_growth'),
      what: 'whether memory use grows without end in containers that were killed for it',
    },
    {
      isMissed: isLate && wasSkipped(snapshot, 'throttling'),
      what: 'whether containers whose probes time out are throttled',
    },
    {
      isMissed: codes.has('LOG-108') && wasSkipped(snapshot, 'volume_available'),
      what: 'how full the volumes are of which processes say so',
    },
  ];
  return gaps.filter(({ isMissed }) => isMissed).map(({ what }) => ({ what, why: notAsked, needs: needsPrometheus }));
}

/** It shows itself to who connects, and to nobody who asks its API. */
const ownCertificate: NotChecked = {
  what: "the API server's own certificate",
  why: 'no API tells it',
  needs: '`kubeadm certs check-expiration` on a node of the control plane, or the console of its provider',
};

function ofCertificates(snapshot: Snapshot): readonly NotChecked[] {
  // The control plane and kubelets are no part of a namespace or a way in.
  if (snapshot.scope.namespace || snapshot.scope.ingress) return [];
  const what = 'certificates of kubelets';
  if (wasSkipped(snapshot, 'kubelet_certificates'))
    return [
      { what: `${what}, and those that clients log in with`, why: notAsked, needs: needsPrometheus },
      ownCertificate,
    ];
  const samples = listAt(snapshot.book.evidence('kubelet_certificates').output, 'samples');
  if (!isMeasured(snapshot, 'kubelet_certificates') || samples.length > 0) return [ownCertificate];
  const why = 'Prometheus knows no kubelet_certificate_manager metrics';
  return [{ what, why, needs: 'a Prometheus that scrapes the kubelets' }, ownCertificate];
}

function ofRightsizing(snapshot: Snapshot): readonly NotChecked[] {
  if (['cpu_p95', 'memory_max'].every((step) => wasSkipped(snapshot, step)))
    return [{ what: 'what containers used', why: notAsked, needs: needsPrometheus }];
  const isAnswered = isMeasured(snapshot, 'cpu_p95') || isMeasured(snapshot, 'memory_max');
  if (!isAnswered) return [];
  if (usesOf(snapshot).length === 0)
    return [
      {
        what: 'what containers used',
        why: 'Prometheus knows no figures of the containers that were asked about',
        needs: "a Prometheus that scrapes this cluster's cAdvisor (container_cpu_usage_seconds_total)",
      },
    ];
  const few = barelyMeasured(snapshot);
  if (few.length === 0) return [];
  const why = `fewer than 100 measurements in the window: ${someOf(few)}`;
  return [{ what: `requests of ${count(few.length, 'workload')}`, why, needs: 'a longer window, or more time' }];
}

function ofVolumes(snapshot: Snapshot): readonly NotChecked[] {
  if (wasSkipped(snapshot, 'node_stats') && wasSkipped(snapshot, 'volume_available')) {
    return [
      {
        what: 'how full volumes are',
        why: 'neither kubelets nor Prometheus were asked',
        needs: `${needsPrometheus}; or --input node_proxy=true, which needs the right nodes/proxy`,
      },
    ];
  }
  const isAnswered =
    isMeasured(snapshot, 'volume_available') ||
    listAt(snapshot.book.evidence('node_stats').output, 'items').some((item) => textAt(item, 'status') === 'present');
  const claims = isAnswered ? unmeasuredClaims(snapshot) : [];
  if (claims.length === 0) return [];
  const needs = 'a storage driver that reports NodeGetVolumeStats';
  const why = `neither their kubelets nor Prometheus say: ${someOf(claims)}`;
  return [{ what: `free space of ${count(claims.length, 'volume')}`, why, needs }];
}
