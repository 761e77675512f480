import type { ResourceRef } from '@cloudops/spec';
import type { Place } from '../listing/listing.ts';

/** Names a resource as findings do: the account is the target, the region the namespace. */
export function resourceIn({ account, region }: Place, kind: string, name: string): ResourceRef {
  return { provider: 'aws', target: account, kind, namespace: region, name };
}
