import type { ActionContext } from '@cloudops/spec';
import { requestPath } from '../../api/request-path.ts';
import type { ApiSession } from '../../api/session.ts';
import type { Marks } from '../fields/json-patch.ts';
import { objectPath } from '../request/object-kind.ts';
import { type ChangeAnswer, sendChange } from '../request/send-change.ts';
import type { EvictablePod } from './evictable.ts';

/** How pods are evicted. */
export interface EvictionSettings {
  readonly session: ApiSession;
  readonly context: ActionContext;
  readonly marks: Marks;
  /** Seconds a pod has to end; null = its own time. */
  readonly graceSec: number | null;
  readonly dryRun: boolean;
}

/**
 * Asks for one eviction, of the pod with this uid and no other: it can happen only once, however often it is asked for.
 * `later`: a disruption budget holds it back. `conflict`, `gone`: that pod is no longer there.
 */
export function evict(settings: EvictionSettings, pod: EvictablePod): Promise<ChangeAnswer> {
  const { namespace, name, uid } = pod;
  const { marks, graceSec, dryRun } = settings;
  const deleteOptions = {
    preconditions: { uid },
    ...(graceSec === null ? {} : { gracePeriodSeconds: graceSec }),
  };
  const path = `${objectPath({ kind: 'Pod', namespace, name })}/eviction`;
  return sendChange(settings, {
    asked: { verb: 'create', resource: 'pods/eviction', namespace, name },
    request: {
      method: 'POST',
      path: requestPath(path, { dryRun: dryRun ? 'All' : null, fieldManager: 'cloudops' }),
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace, annotations: marks },
        deleteOptions,
      }),
    },
  });
}
