import type { JsonObject } from '@cloudops/spec';
import { slimApiService, withoutBundle } from './bundle.ts';
import { certificateRecord } from './certificate.ts';
import { conditions, dated, named } from './common-fields.ts';
import type { RecordKind } from './record-kind.ts';
import { isObject } from './template.ts';

/** Nodes, events, and the control plane. */
export const clusterRecords: readonly RecordKind[] = [
  {
    name: 'nodes',
    kind: 'Node',
    resource: 'nodes',
    fields: [
      ...dated,
      'spec.unschedulable',
      'spec.taints',
      'status.allocatable',
      'status.capacity',
      ...conditions,
      'status.conditions[].lastHeartbeatTime',
      'status.nodeInfo.kubeletVersion',
      'status.nodeInfo.architecture',
      'status.nodeInfo.operatingSystem',
      'status.nodeInfo.containerRuntimeVersion',
    ],
  },
  {
    name: 'events',
    kind: 'Event',
    resource: 'events',
    fieldSelector: 'type=Warning',
    fields: [
      ...named,
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.fieldPath',
      'reason',
      'message',
      'count',
      'firstTimestamp',
      'lastTimestamp',
      'eventTime',
      'series.count',
      'series.lastObservedTime',
      'reportingComponent',
      'source.component',
    ],
  },
  {
    // Normal events, of which only these say something: a start that was left out.
    name: 'cronevents',
    kind: 'Event',
    resource: 'events',
    fieldSelector: 'reason=JobAlreadyActive',
    fields: [
      ...named,
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'reason',
      'message',
      'count',
      'lastTimestamp',
      'eventTime',
      'series.count',
      'series.lastObservedTime',
    ],
  },
  {
    name: 'leases',
    kind: 'Lease',
    resource: 'leases.coordination.k8s.io',
    fields: [...named, 'spec.holderIdentity', 'spec.leaseDurationSeconds', 'spec.renewTime'],
  },
  {
    name: 'mutatingwebhooks',
    kind: 'MutatingWebhookConfiguration',
    resource: 'mutatingwebhookconfigurations.admissionregistration.k8s.io',
    fields: [...named, 'webhooks'],
    slim: slimWebhooks,
  },
  {
    name: 'validatingwebhooks',
    kind: 'ValidatingWebhookConfiguration',
    resource: 'validatingwebhookconfigurations.admissionregistration.k8s.io',
    fields: [...named, 'webhooks'],
    slim: slimWebhooks,
  },
  {
    name: 'apiservices',
    kind: 'APIService',
    resource: 'apiservices.apiregistration.k8s.io',
    fields: [...named, 'spec.service', 'spec.group', 'spec.version', 'spec.caBundle', ...conditions],
    slim: slimApiService,
  },
  certificateRecord,
];

/** Of the certificate bundle only the day on which it ends is kept. */
function slimWebhooks(object: JsonObject): JsonObject {
  const { webhooks } = object;
  if (!Array.isArray(webhooks)) return object;
  const without = webhooks.map((webhook) => {
    if (!isObject(webhook) || !isObject(webhook.clientConfig)) return webhook;
    return { ...webhook, clientConfig: withoutBundle(webhook.clientConfig) };
  });
  return { ...object, webhooks: without };
}
