import { textAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type Explanation, type TriageFindingDefinition } from '../../draft.ts';
import { sufferingPods } from '../../snapshot/dependents.ts';
import { isServiceMissing } from '../../snapshot/reachability.ts';
import { aboutNames } from '../../snapshot/service-need.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { corefileOf, dnsAddresses, faultOf, parseCorefile } from './corefile.ts';

const config: TriageFindingDefinition = {
  code: 'DNS-101',
  title: 'CoreDNS is misconfigured',
  role: 'fault',
  severity: 'critical',
  decided:
    'The Corefile cannot be parsed, names a plugin that does not exist, has no plugin kubernetes, serves a zone that is none, or forwards to itself. A fault where the pods of CoreDNS fail or a workload says that a name was not found; a hint else.',
  thresholds: {},
  source: 'coredns/coredns, plugin.cfg and the pages of plugins kubernetes, forward and loop',
  remedy: 'Correct ConfigMap kube-system/coredns; with plugin reload CoreDNS takes it up by itself.',
};
const noService: TriageFindingDefinition = {
  code: 'DNS-102',
  title: 'The Service for DNS does not exist',
  role: 'fault',
  severity: 'critical',
  decided:
    'kube-system has Deployment coredns and neither Service kube-dns nor coredns, nor EndpointSlices of them, and a workload says that a name was not found.',
  thresholds: {},
  source: 'Kubernetes, "DNS for Services and Pods"; kubelet clusterDNS',
  remedy: 'Create the Service again with the address that kubelets hand out (clusterDNS).',
};

/** Faults of the cluster's name service. */
export const clusterDns: Analyzer = {
  name: 'cluster-dns',
  topic: 'health',
  definitions: [config, noService],
  inspect: (snapshot) => ({ drafts: [...inspectConfig(snapshot), ...inspectService(snapshot)] }),
};

function inspectConfig(snapshot: Snapshot): readonly Draft[] {
  const holder = corefileOf(snapshot);
  if (holder === undefined) return [];
  const fault = faultOf(parseCorefile(textAt(holder.raw, 'data', 'Corefile')), dnsAddresses(snapshot));
  if (fault === null) return [];
  const failing = serversOf(snapshot);
  const lost = lostNames(snapshot);
  return [
    draft({
      code: config.code,
      role: failing.length > 0 || lost.length > 0 ? 'fault' : 'hint',
      tier: 'contradiction',
      severity: config.severity,
      subject: holder,
      title: `CoreDNS is misconfigured: ${quote(fault.why)}`,
      detail: fault.isFatal
        ? 'CoreDNS does not start with such a Corefile: names are not resolved once its last pod ends.'
        : 'CoreDNS runs, and does not answer for names of the cluster.',
      evidence: snapshot.cite(holder, ['data', 'Corefile']),
      explains: [...failing, ...lost],
    }),
  ];
}

/** Pods of CoreDNS that fail: those that mount its ConfigMap are Deployment coredns in every distribution. */
function serversOf(snapshot: Snapshot): readonly Explanation[] {
  const workload = snapshot.workloads.get('Deployment/kube-system/coredns');
  if (workload === undefined) return [];
  return sufferingPods(snapshot, workload).map(({ key }) => ({
    instance: key,
    codes: ['POD-001', 'POD-004'],
    mechanism: 'reads this Corefile',
  }));
}

/** Pods that say that a name was not found. */
function lostNames(snapshot: Snapshot): readonly Explanation[] {
  return [...snapshot.workloads.values()].flatMap((workload) => {
    const pods = sufferingPods(snapshot, workload);
    if (pods.length === 0) return [];
    if (aboutNames(snapshot, workload) === null) return [];
    return pods.map(({ key }) => ({ instance: key, codes: ['POD-001', 'POD-004'], mechanism: 'resolves names by it' }));
  });
}

function inspectService(snapshot: Snapshot): readonly Draft[] {
  const isMissing = ['kube-dns', 'coredns'].every((name) => isServiceMissing(snapshot, 'kube-system', name));
  // A cluster without CoreDNS resolves names another way, or needs none.
  if (!isMissing || !snapshot.workloads.has('Deployment/kube-system/coredns')) return [];
  const lost = lostNames(snapshot);
  if (lost.length === 0) return [];
  return [
    draft({
      code: noService.code,
      role: 'fault',
      tier: 'absence',
      severity: noService.severity,
      subject: { kind: 'Service', namespace: 'kube-system', name: 'kube-dns' },
      title: 'kube-system has no Service for DNS, and names are not found',
      detail: `Kubelets hand out the address of Service kube-dns; it is not there. ${someOf(lost.map(({ instance }) => instance))} say that a name was not found.`,
      evidence: [],
      explains: lost,
    }),
  ];
}
