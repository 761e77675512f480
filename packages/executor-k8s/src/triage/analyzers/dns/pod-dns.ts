import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { lastWordsOf } from '../../snapshot/connection-words.ts';
import { dependentsOf, sufferingPods } from '../../snapshot/dependents.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { dnsAddresses } from './corefile.ts';

const definition: TriageFindingDefinition = {
  code: 'DNS-103',
  title: 'Pods do not ask the cluster’s DNS',
  role: 'fault',
  severity: 'high',
  decided:
    'A workload has dnsPolicy Default, None with other name servers, or ClusterFirst with hostNetwork (which means Default), names a Service of the cluster in its settings, suffers, and says that a name was not found. A hint, raised where nothing else explains, where no log was read.',
  thresholds: {},
  source: 'Kubernetes, "DNS for Services and Pods", Pod’s DNS Policy; kubelet, network/dns/dns.go of 1.36',
  remedy: 'Set dnsPolicy ClusterFirst, or ClusterFirstWithHostNet for pods on the host network.',
};

/** Pods whose DNS policy keeps them from knowing Services. */
export const podDns: Analyzer = {
  name: 'pod-dns',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const own = dnsAddresses(snapshot);
    const dependents = Map.groupBy(dependentsOf(snapshot).all, ({ workload }) => workload);
    return {
      drafts: [...dependents].flatMap(([workload, some]) => {
        const why = whyOutside(workload, own);
        const named = some.find(({ dependency }) =>
          snapshot.find('services', dependency.namespace, dependency.service),
        );
        return why === null || named === undefined ? [] : inspectOne(snapshot, workload, why, named.dependency.text);
      }),
    };
  },
};

function whyOutside({ spec }: Workload, own: readonly string[]): string | null {
  const policy = textAt(spec, 'dnsPolicy') || 'ClusterFirst';
  if (policy === 'Default') return 'dnsPolicy Default asks the name servers of the node';
  if (policy === 'ClusterFirst' && valueAt(spec, 'hostNetwork') === true) {
    return 'hostNetwork with dnsPolicy ClusterFirst asks the name servers of the node';
  }
  if (policy !== 'None') return null;
  const servers = listAt(spec, 'dnsConfig', 'nameservers').filter((one) => typeof one === 'string');
  if (own.length === 0 || servers.some((server) => own.includes(server))) return null;
  return `dnsPolicy None asks ${servers.join(', ')}`;
}

function inspectOne(snapshot: Snapshot, workload: Workload, why: string, address: string): readonly Draft[] {
  const pods = sufferingPods(snapshot, workload);
  const { wereRead, connections } = lastWordsOf(snapshot, workload);
  const words = connections.findLast(({ kind }) => kind === 'not-found');
  if (pods.length === 0 || (wereRead && words === undefined)) return [];
  const { kind, namespace, name, entity, specPath } = workload;
  return [
    draft({
      code: definition.code,
      role: words === undefined ? 'hint' : 'fault',
      tier: 'contradiction',
      severity: definition.severity,
      subject: workload,
      instances: pods.map(({ key }) => key),
      title: `${kind} ${namespace}/${name}: ${why}, which do not know Services of the cluster`,
      detail: `Its settings name ${quote(address)}, a Service.${words === undefined ? '' : ` It says: ${quote(words.line)}.`}`,
      evidence: [
        ...(entity === null
          ? []
          : snapshot.cite(
              entity,
              [...specPath, 'dnsPolicy'],
              [...specPath, 'hostNetwork'],
              [...specPath, 'dnsConfig'],
            )),
        ...(words?.evidence ?? []),
      ],
      explains: pods.map(({ key }) => ({
        instance: key,
        codes: ['POD-001', 'POD-004'],
        mechanism: 'asks others for names',
      })),
      touchesUsers: snapshot.touchesUsers(workload),
    }),
  ];
}
