import { clusterRecords } from './cluster.ts';
import { configurationRecords } from './configuration.ts';
import { historyRecords } from './history.ts';
import { networkRecords } from './network.ts';
import { podRecord } from './pods.ts';
import { rbacRecords } from './rbac.ts';
import type { RecordKind } from './record-kind.ts';
import { storageRecords } from './storage.ts';
import { workloadRecords } from './workloads.ts';

/** Every kind that a snapshot can hold. */
export const recordKinds: readonly RecordKind[] = [
  podRecord,
  ...workloadRecords,
  ...networkRecords,
  ...storageRecords,
  ...configurationRecords,
  ...clusterRecords,
  ...rbacRecords,
  ...historyRecords,
];

/** Names of {@link recordKinds}, for inputs. */
export const recordNames: readonly string[] = recordKinds.map(({ name }) => name);

/** @returns undefined for a name that is none. */
export function findRecord(name: string): RecordKind | undefined {
  return recordKinds.find((record) => record.name === name);
}
