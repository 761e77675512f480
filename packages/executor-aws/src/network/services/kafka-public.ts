import { listAt, textAt } from '../../value/read.ts';
import type { Observation } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { isOpenToEverybody } from './open-port.ts';
import { serviceDraft, undecided } from './service-draft.ts';

/** Ports of MSK, private and public (Amazon MSK developer guide, "Port information"). */
const brokerPorts: readonly number[] = [
  ...[9092, 9093, 9094, 9096, 9097, 9098].flatMap((port) => [port, port + 100]),
  2181,
  2182,
].sort((a, b) => a - b);

const brokers = ['Provisioned', 'BrokerNodeGroupInfo'] as const;
const access = [...brokers, 'ConnectivityInfo', 'PublicAccess', 'Type'] as const;

/** A Kafka cluster with public brokers whose groups let everybody in. */
export function judgeKafka(model: NetworkModel, item: Item): Observation {
  const kind = textAt(item.raw, ...access);
  if (kind === '' || kind === 'DISABLED') return { drafts: [] };
  const name = textAt(item.raw, 'ClusterName');
  const groupIds = listAt(item.raw, ...brokers, 'SecurityGroups').filter((id) => typeof id === 'string');
  const answer = isOpenToEverybody(model, groupIds, { protocol: 'tcp', ports: brokerPorts });
  if (answer.kind === 'no') return { drafts: [] };
  if (answer.kind === 'unknown') {
    return {
      drafts: [],
      notChecked: [undecided('NET-005', name, 'its security groups could not be read', answer.needs)],
    };
  }
  const found = serviceDraft(item, {
    code: 'NET-005',
    kind: 'KafkaCluster',
    name,
    severity: 'critical',
    title: 'Kafka cluster is public',
    detail: 'Its brokers have public addresses, and its security groups open a broker port to everybody.',
    evidence: [cite(item, ...access), ...answer.evidence],
    data: { group_ids: groupIds.toSorted(), reachable: true },
  });
  return { drafts: [found] };
}
