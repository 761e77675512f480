import type { NotChecked } from '@cloudops/spec';
import { listAt, textAt, valueAt } from '../evidence/read.ts';
import { quote, someOf } from '../evidence/words.ts';
import { recordKinds } from './records/records.ts';
import type { Snapshot } from './snapshot/snapshot.ts';

/** Everything that could not be looked at, and what would make it possible. */
export function readGaps(snapshot: Snapshot): readonly NotChecked[] {
  return [...scopeGaps(snapshot), ...healthGaps(snapshot), ...listGaps(snapshot)];
}

/** Names in the question that stand for nothing. */
function scopeGaps({ book }: Snapshot): readonly NotChecked[] {
  return ['namespace', 'workload', 'node'].flatMap((part) => {
    const answer = valueAt(book.evidence('scope').output, part);
    if (valueAt(answer, 'exists') !== false) return [];
    const nearest = listAt(answer, 'nearest').filter((name) => typeof name === 'string');
    const needs = nearest.length === 0 ? 'a name that exists' : `did you mean ${someOf(nearest)}?`;
    return [{ what: `${part} ${quote(textAt(answer, 'asked'))}`, why: 'it does not exist', needs }];
  });
}

/** What is read of the control plane in step `health`: each part may fail alone. */
const healthParts: Readonly<Record<string, readonly [what: string, needs: string]>> = {
  readyz: ['readiness of the API server', 'get /readyz'],
  version: ['version of the API server', 'get /version'],
  metrics_api: ['whether the metrics API is available', 'get apiregistration.k8s.io/apiservices'],
  flow_control: ['flow control of the API server', 'list flowcontrol.apiserver.k8s.io/flowschemas'],
};

function healthGaps({ book }: Snapshot): readonly NotChecked[] {
  const { status, reason, output } = book.evidence('health');
  if (status === 'unknown') {
    const why = quote(reason?.message ?? 'it could not be read');
    return [{ what: 'health of the API server', why, needs: reason?.needs ?? 'get /readyz' }];
  }
  return Object.entries(healthParts).flatMap(([part, [what, needs]]) => {
    if (textAt(output, part, 'status') !== 'unknown') return [];
    const why = quote(textAt(output, part, 'reason', 'message') || 'it could not be read');
    return [{ what, why, needs: textAt(output, part, 'reason', 'needs') || needs }];
  });
}

function listGaps({ book }: Snapshot): readonly NotChecked[] {
  return recordKinds.flatMap(({ name, resource }) =>
    ['', 'system_', 'other_'].flatMap((prefix) => {
      const { status, reason, output } = book.evidence(`${prefix}${name}`);
      const what = prefix === '' ? resource : `${resource} beyond the namespace`;
      const needs = `list ${resource}`;
      if (status === 'unknown') {
        return [{ what, why: quote(reason?.message ?? 'it could not be read'), needs: reason?.needs ?? needs }];
      }
      if (valueAt(output, 'complete') !== false) return [];
      return [{ what, why: 'only a part of the list could be read', needs }];
    }),
  );
}
