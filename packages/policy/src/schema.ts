import type { SchemaJson } from './cedar.ts';
import type { PolicyData } from './policy-source.ts';

const namespace = 'CloudOps';
const long = { type: 'Long' } as const;
const text = { type: 'String' } as const;
const datetime = { type: 'Extension', name: 'datetime' } as const;

/** Names an entity type or action of the CloudOps namespace. */
export function qualified(name: string): string {
  return `${namespace}::${name}`;
}

/** Days of the week as policies name them, from Sunday. */
export const weekdays: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * Makes the Cedar schema for some data. What can be enumerated is, so that a name that does not exist is refused
 * when policies load: Cedar would let a forbid on it silently never fire.
 * It is JSON and not text, since Cedar's text parser is a third of its cold start.
 */
export function createSchema(data: PolicyData): SchemaJson<string> {
  return {
    [namespace]: {
      commonTypes: { Approvals: approvals },
      entityTypes: {
        Role: { enum: Object.keys(data.roles).sort() },
        Environment: { enum: [...data.environments].sort() },
        PrincipalKind: { enum: ['human', 'service', 'agent', 'unknown'] },
        Credential: { enum: ['short-lived', 'long-lived', 'unknown'] },
        Weekday: { enum: [...weekdays] },
        User: {
          memberOfTypes: ['Role'],
          shape: record({ kind: entity('PrincipalKind'), credential: entity('Credential'), establishedBy: text }),
        },
        Target: { memberOfTypes: ['Environment'], shape: record({ provider: text, name: text }) },
        Plan: { memberOfTypes: ['Environment'], shape: record(plan) },
      },
      actions: {
        change: {},
        read: { appliesTo: on('Target', common) },
        warn: { appliesTo: on('Target', common) },
        write: { memberOf: [{ id: 'change' }], appliesTo: on('Target', change) },
        delete: { memberOf: [{ id: 'change' }], appliesTo: on('Target', change) },
        approve: { appliesTo: on('Plan', { now: datetime, approvedAt: datetime, planDigest: text }) },
      },
    },
  };
}

type Attributes = Parameters<typeof record>[0];
type Attribute =
  | typeof long
  | typeof text
  | typeof datetime
  | { type: 'Boolean' }
  | { type: 'Entity'; name: string }
  | { type: 'EntityOrCommon'; name: string }
  | { type: 'Set'; element: { type: 'Entity'; name: string } }
  | { type: 'Record'; attributes: Record<string, Attribute & { required?: boolean }> };

function entity(name: string): { type: 'Entity'; name: string } {
  return { type: 'Entity', name };
}

function record(attributes: Record<string, Attribute & { required?: boolean }>): {
  type: 'Record';
  attributes: Record<string, Attribute & { required?: boolean }>;
} {
  return { type: 'Record', attributes };
}

const approvals = record({ count: long, roles: { type: 'Set', element: entity('Role') } });

const plan: Attributes = {
  requester: entity('User'),
  requesterKind: entity('PrincipalKind'),
  runner: entity('User'),
  digest: text,
};

const common: Attributes = {
  now: datetime,
  weekday: entity('Weekday'),
  minuteOfDay: long,
  playbook: text,
  approvals: { type: 'EntityOrCommon', name: 'Approvals' },
};

const change: Attributes = {
  ...common,
  blastRadius: long,
  monthlyCents: long,
  freeze: record({ active: { type: 'Boolean' }, until: { ...datetime, required: false } }),
};

function on(resource: string, context: Attributes) {
  return { principalTypes: ['User'], resourceTypes: [resource], context: record(context) };
}
