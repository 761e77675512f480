import type { Permission } from '@cloudops/spec';
import { iamActions, type Operation } from './iam-action.ts';

/** The rights that an operation needs; none while an earlier step still has to say which operation it is. */
export function toPermissions({ service, operation }: Partial<Operation>): readonly Permission[] {
  if (typeof service !== 'string' || typeof operation !== 'string') return [];
  return iamActions({ service, operation }).map((verb) => ({ verb, resource: '*' }));
}
