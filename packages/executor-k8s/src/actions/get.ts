import { type Action, defineAction, type Evidence, type JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { mapEvidence } from '../api/map-evidence.ts';
import { readObject } from '../api/read-object.ts';
import { encodeSegment, isPossibleName } from '../api/request-path.ts';
import { groupPath, resourceName } from '../discovery/api-resource.ts';
import { createPicker } from '../projection/picker.ts';
import { anyObject, fieldMasks, objectName, optionalText, serverTimeSchema } from './inputs.ts';
import { permissionResource } from './list.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.get`. */
export interface GetInput {
  readonly resource: string;
  readonly name: string;
  /** Needed for kinds that live in namespaces. */
  readonly namespace: string | null;
  /** Masks of what to keep; null = the whole object. */
  readonly fields: readonly string[] | null;
}

/** Output of `kubernetes.get`. */
export interface GetOutput {
  readonly object: JsonObject;
  readonly server_time: string | null;
}

const input = z.strictObject({
  resource: z.string().min(1).max(400),
  name: objectName,
  namespace: optionalText,
  fields: fieldMasks,
});

const output = z.strictObject({ object: anyObject, server_time: serverTimeSchema });

/** `kubernetes.get`: one object; 404 is `absent`. */
export function createGetAction({ session, discovery }: Services): Action {
  return defineAction<GetInput, GetOutput>({
    name: 'get',
    description: 'Reads one object of any kind and keeps the fields asked for.',
    risk: 'read',
    input,
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: ({ resource, namespace }) => [
      { verb: 'get', resource: permissionResource(resource), ...(namespace === null ? {} : { namespace }) },
    ],
    async doRun({ resource: asked, name, namespace, fields }, context): Promise<Evidence<GetOutput>> {
      const picker = createPicker(fields);
      const resolution = await discovery.resolve(asked, context);
      if (resolution.kind === 'unknown') return { status: 'unknown', reason: resolution.reason };
      if (resolution.kind === 'not-served') return { status: 'absent' };
      const { resource } = resolution;
      if (resource.namespaced && namespace === null) {
        const message = `get ${resourceName(resource)}: needs a namespace`;
        return { status: 'unknown', reason: { kind: 'invalid', message, needs: 'namespace' } };
      }
      if (!isPossibleName(name) || (namespace !== null && !isPossibleName(namespace))) return { status: 'absent' };
      const scope = resource.namespaced ? `/namespaces/${encodeSegment(namespace ?? '')}` : '';
      const path = `${groupPath(resource)}${scope}/${resource.resource}/${encodeSegment(name)}`;
      const evidence = await readObject({
        session,
        context,
        asked: { verb: 'get', resource: resourceName(resource), namespace, name },
        request: { method: 'GET', path, headers: { accept: 'application/json' } },
      });
      const pick = picker.forResource(resource);
      return mapEvidence(evidence, ({ object, serverTime }) => ({ object: pick(object), server_time: serverTime }));
    },
  });
}
