import type { EntityJson, TypeAndId } from './cedar.ts';
import { qualified } from './schema.ts';

/** Names one entity of the CloudOps namespace. */
export function uid(type: string, id: string): TypeAndId {
  return { type: qualified(type), id };
}

/** The value of an attribute that points to an entity. */
export function reference(type: string, id: string): { __entity: TypeAndId } {
  return { __entity: uid(type, id) };
}

/** The value of a `datetime`. @throws RangeError for a moment that is none. */
export function datetime(milliseconds: number): { __extn: { fn: string; arg: string } } {
  return { __extn: { fn: 'datetime', arg: new Date(milliseconds).toISOString() } };
}

/** Who a user entity stands for. */
export interface UserDescription {
  readonly id: string;
  readonly kind: string;
  readonly credential: string;
  readonly establishedBy: string;
  readonly roles: readonly string[];
}

/** Makes a `User`. */
export function userEntity(user: UserDescription): EntityJson {
  return {
    uid: uid('User', user.id),
    attrs: {
      kind: reference('PrincipalKind', user.kind),
      credential: reference('Credential', user.credential),
      establishedBy: user.establishedBy,
    },
    parents: user.roles.map((role) => uid('Role', role)),
  };
}

/** Makes a `Target` in its environment. */
export function targetEntity(target: {
  readonly id: string;
  readonly provider: string;
  readonly name: string;
  readonly environment: string;
}): EntityJson {
  return {
    uid: uid('Target', target.id),
    attrs: { provider: target.provider, name: target.name },
    parents: [uid('Environment', target.environment)],
  };
}

/** Makes a `Plan` in all environments that it touches. */
export function planEntity(plan: {
  readonly id: string;
  readonly requester: string;
  readonly requesterKind: string;
  readonly runner: string;
  readonly environments: readonly string[];
}): EntityJson {
  return {
    uid: uid('Plan', plan.id),
    attrs: {
      requester: reference('User', plan.requester),
      requesterKind: reference('PrincipalKind', plan.requesterKind),
      runner: reference('User', plan.runner),
      digest: plan.id,
    },
    parents: plan.environments.map((environment) => uid('Environment', environment)),
  };
}
