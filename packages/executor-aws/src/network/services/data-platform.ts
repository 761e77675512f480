import type { NetworkRule, Observation } from '../draft.ts';
import type { NetworkModel } from '../model/model.ts';
import { judgeEmr } from './emr-public.ts';
import { judgeKafka } from './kafka-public.ts';
import { judgeSearch } from './search-public.ts';

/** NET-005: Kafka, EMR and OpenSearch that everybody can reach. */
export const dataPlatformPublic: NetworkRule = {
  definitions: [
    {
      code: 'NET-005',
      title: 'Kafka, EMR or OpenSearch is public',
      role: 'fault',
      severity: 'critical',
      decided:
        'Kafka (MSK): public access is on, and its security groups open a broker port (9092-9098, 9192-9198, 2181-2182) to everybody. EMR: the primary node has a public name, and its security groups open a TCP port to everybody. OpenSearch: the domain is in no VPC, and its access policy allows everybody without a condition; high where fine-grained access control still asks who it is.',
      remedy:
        'Turn public access off (a domain has to be moved into a VPC), or narrow the security groups and the access policy to those who need it.',
      source:
        'Prowler kafka_cluster_is_public, emr_cluster_publicly_accesible, opensearch_service_domains_not_publicly_accessible',
    },
  ],
  inspect(model: NetworkModel): Observation {
    const seen = [
      ...model.snapshot.items('msk').map((item) => judgeKafka(model, item)),
      ...model.snapshot.items('emr').map((item) => judgeEmr(model, item)),
      ...model.snapshot.items('opensearch').map((item) => judgeSearch(item)),
    ];
    return {
      drafts: seen.flatMap(({ drafts }) => drafts),
      notChecked: seen.flatMap(({ notChecked = [] }) => notChecked),
    };
  },
};
