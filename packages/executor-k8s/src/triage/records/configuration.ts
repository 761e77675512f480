import type { Json, JsonObject } from '@cloudops/spec';
import { dated, named, owners } from './common-fields.ts';
import { endpointsIn } from './endpoints.ts';
import type { RecordKind } from './record-kind.ts';
import { secretRecord } from './secret.ts';
import { isObject } from './template.ts';

/** What pods take settings and rights from, and what limits them. */
export const configurationRecords: readonly RecordKind[] = [
  {
    name: 'configmaps',
    kind: 'ConfigMap',
    resource: 'configmaps',
    fields: [...dated, ...owners, 'data', 'binaryData', 'immutable'],
    slim: slimConfigMap,
  },
  {
    name: 'serviceaccounts',
    kind: 'ServiceAccount',
    resource: 'serviceaccounts',
    fields: [...named, 'imagePullSecrets', 'automountServiceAccountToken'],
  },
  secretRecord,
  { name: 'quotas', kind: 'ResourceQuota', resource: 'resourcequotas', fields: [...named, 'spec', 'status'] },
  { name: 'limitranges', kind: 'LimitRange', resource: 'limitranges', fields: [...named, 'spec'] },
  {
    name: 'namespaces',
    kind: 'Namespace',
    resource: 'namespaces',
    fields: [...dated, 'spec.finalizers', 'status'],
  },
  {
    name: 'priorityclasses',
    kind: 'PriorityClass',
    resource: 'priorityclasses.scheduling.k8s.io',
    fields: [...named, 'value', 'globalDefault', 'preemptionPolicy'],
  },
];

/** Keys count, and the addresses that values name; values may be anybody's secrets. */
function slimConfigMap(object: JsonObject): JsonObject {
  const { data, binaryData, metadata, ...rest } = object;
  const entries = Object.entries(isObject(data) ? data : {});
  const endpoints = entries.flatMap(([key, value]): [string, Json][] => {
    const found = typeof value === 'string' ? endpointsIn(key, value) : [];
    return found.length === 0 ? [] : [[key, [...found]]];
  });
  return {
    ...rest,
    ...(metadata === undefined ? {} : { metadata }),
    ...(data === undefined ? {} : { data: { ...withoutValues(data), ...corefileOf(metadata, data) } }),
    ...(binaryData === undefined ? {} : { binaryData: withoutValues(binaryData) }),
    ...(endpoints.length === 0 ? {} : { endpoints: Object.fromEntries(endpoints) }),
  };
}

/** What CoreDNS reads, which every pod's names hang on. */
function corefileOf(metadata: Json | undefined, data: Json): JsonObject {
  const isDns = isObject(metadata) && metadata.namespace === 'kube-system' && metadata.name === 'coredns';
  return isDns && isObject(data) && typeof data.Corefile === 'string' ? { Corefile: data.Corefile } : {};
}

function withoutValues(map: Json): JsonObject {
  return Object.fromEntries(Object.keys(isObject(map) ? map : {}).map((key) => [key, '']));
}
