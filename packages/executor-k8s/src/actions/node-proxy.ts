import type { ActionContext, Evidence, UnknownReason } from '@cloudops/spec';
import { readAnswer, readText } from '../api/read-object.ts';
import { encodeSegment, isPossibleName } from '../api/request-path.ts';
import type { ApiAnswer } from '../api/session.ts';
import type { Services } from './services.ts';

/** One read from a kubelet, through the API server. */
export interface NodeProxyRead {
  readonly services: Services;
  readonly context: ActionContext;
  readonly node: string;
  /** Such as `/stats/summary`. */
  readonly path: string;
  readonly form: 'json' | 'text';
}

const off: UnknownReason = {
  kind: 'denied',
  message: 'get nodes/proxy: switched off, since this right reaches every kubelet endpoint',
  needs: 'allow node proxy in the configuration, and deploy/rbac/reader-node-proxy.yaml in the cluster',
};

/** Reads a kubelet endpoint through `nodes/proxy`; unknown, kind `denied`, unless the provider allows that right. */
export async function readNodeProxy({
  services,
  context,
  node,
  path,
  form,
}: NodeProxyRead): Promise<Evidence<ApiAnswer>> {
  if (!services.allowNodeProxy) return { status: 'unknown', reason: off };
  if (!isPossibleName(node)) return { status: 'absent' };
  const read = form === 'text' ? readText : readAnswer;
  return read({
    session: services.session,
    context,
    asked: { verb: 'get', resource: 'nodes/proxy', name: node },
    request: { method: 'GET', path: `/api/v1/nodes/${encodeSegment(node)}/proxy${path}` },
  });
}
