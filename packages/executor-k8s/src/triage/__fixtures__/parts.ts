import { ago } from './look.ts';
import type { Raw } from './objects.ts';

/** Metadata of an object in namespace `shop`, an hour old. */
export const meta: (name: string, extra?: Raw) => Raw = (name: string, extra: Raw = {}): Raw => ({
  namespace: 'shop',
  name,
  creationTimestamp: ago(3600),
  ...extra,
});
/** A condition that changed 10 minutes ago. */
export const condition: (type: string, status: string, reason: string, message?: string) => Raw = (
  type: string,
  status: string,
  reason: string,
  message = '',
): Raw => ({
  ...{ type, status, reason, message, lastTransitionTime: ago(600) },
});
