import {
  type Action,
  type ActionContext,
  defineAction,
  type Evidence,
  type Permission,
  type UnknownReason,
} from '@cloudops/spec';
import { z } from 'zod';
import { mapEvidence } from '../api/map-evidence.ts';
import { compareText, fieldsOf, listOf, textOf } from '../api/object-fields.ts';
import { readObject } from '../api/read-object.ts';
import type { ApiSession } from '../api/session.ts';
import { printable } from '../printable.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.access-review`. */
export interface AccessReviewInput {
  readonly checks: readonly Permission[];
}

/** One check's answer; `allowed` is null when the cluster did not say. */
export interface AccessCheck extends Permission {
  readonly allowed: boolean | null;
  readonly reason: string;
}

/** What SelfSubjectRulesReview says in one namespace, in short. */
export interface RulesSummary {
  readonly namespace: string;
  /** The cluster cannot list all rules, as with webhook authorizers. */
  readonly incomplete: boolean;
  /** Whether any rule allows more than reading and reviewing oneself. */
  readonly can_write: boolean;
}

/** Output of `kubernetes.access-review`. */
export interface AccessReviewOutput {
  /** In the order of resource, verb, namespace. */
  readonly checks: readonly AccessCheck[];
  readonly rules: RulesSummary | null;
}

const permission = z.strictObject({
  verb: z.string().min(1).max(63),
  resource: z.string().min(1).max(400),
  namespace: z.string().min(1).max(253).exactOptional(),
});

const output = z.strictObject({
  checks: z.array(permission.extend({ allowed: z.boolean().nullable(), reason: z.string() })),
  rules: z.strictObject({ namespace: z.string(), incomplete: z.boolean(), can_write: z.boolean() }).nullable(),
});

/** Path segments after a resource that are subresources; all other two-part names are `group/resource`. */
const subresources: ReadonlySet<string> = new Set([
  'log',
  'proxy',
  'status',
  'scale',
  'exec',
  'eviction',
  'portforward',
]);

/** Takes `pods`, `pods/log`, `apps/deployments`, `metrics.k8s.io/nodes` apart as RBAC needs it. */
export function toResourceAttributes({ verb, resource, namespace }: Permission): Readonly<Record<string, string>> {
  const parts = resource.split('/');
  const last = parts.at(-1) ?? '';
  const subresource = parts.length > 1 && subresources.has(last) ? last : '';
  const named = subresource === '' ? parts : parts.slice(0, -1);
  const group = named.length > 1 ? (named[0] ?? '') : '';
  return {
    verb,
    group,
    resource: named.at(-1) ?? '',
    ...(subresource === '' ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

interface Reviewing {
  readonly session: ApiSession;
  readonly context: ActionContext;
}

function review({ session, context }: Reviewing, kind: string, spec: object): ReturnType<typeof readObject> {
  const resource = `${kind.toLowerCase()}s`;
  return readObject({
    session,
    context,
    asked: { verb: 'create', resource: `authorization.k8s.io/${resource}` },
    request: {
      method: 'POST',
      path: `/apis/authorization.k8s.io/v1/${resource}`,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authorization.k8s.io/v1', kind, spec }),
    },
  });
}

async function check(reviewing: Reviewing, asked: Permission): Promise<Evidence<AccessCheck>> {
  const attributes = { resourceAttributes: toResourceAttributes(asked) };
  const evidence = await review(reviewing, 'SelfSubjectAccessReview', attributes);
  return mapEvidence(evidence, ({ object }) => {
    const status = fieldsOf(object.status);
    const reason = printable(textOf(status.reason) || textOf(status.evaluationError));
    return { ...asked, allowed: status.allowed === true, reason };
  });
}

const reading: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

async function readRules(reviewing: Reviewing, namespace: string): Promise<RulesSummary | null> {
  const evidence = await review(reviewing, 'SelfSubjectRulesReview', { namespace });
  if (evidence.status !== 'present') return null;
  const status = fieldsOf(evidence.output.object.status);
  const writes = listOf(status.resourceRules)
    .map(fieldsOf)
    .filter((rule) => !listOf(rule.resources).every((resource) => textOf(resource).startsWith('selfsubject')))
    .some((rule) => !listOf(rule.verbs).every((verb) => reading.has(textOf(verb))));
  return { namespace, incomplete: status.incomplete === true, can_write: writes };
}

function keyOf({ resource, verb, namespace = '' }: Permission): string {
  return `${resource}\u0000${verb}\u0000${namespace}`;
}

function unanswered(asked: Permission, reason: UnknownReason | undefined): AccessCheck {
  return { ...asked, allowed: null, reason: reason?.message ?? 'the cluster serves no access reviews' };
}

/** `kubernetes.access-review`: what we may do, asked without doing it. */
export function createAccessReviewAction({ session }: Services): Action {
  return defineAction<AccessReviewInput, AccessReviewOutput>({
    name: 'access-review',
    description: 'Asks the API server which of the given rights the user has.',
    risk: 'read',
    input: z.strictObject({ checks: z.array(permission).max(200) }),
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [
      { verb: 'create', resource: 'authorization.k8s.io/selfsubjectaccessreviews' },
      { verb: 'create', resource: 'authorization.k8s.io/selfsubjectrulesreviews' },
    ],
    async doRun({ checks }, context): Promise<Evidence<AccessReviewOutput>> {
      const reviewing = { session, context };
      const sorted = checks.toSorted((left, right) => compareText(keyOf(left), keyOf(right)));
      const namespace = sorted.find((item) => item.namespace !== undefined)?.namespace ?? 'default';
      const [answers, rules] = await Promise.all([
        Promise.all(sorted.map((item) => check(reviewing, item))),
        readRules(reviewing, namespace),
      ]);
      const told = answers.some((answer) => answer.status === 'present');
      const reason = answers.find((answer) => answer.reason !== undefined)?.reason;
      if (!told && reason !== undefined) return { status: 'unknown', reason };
      const listed = sorted.map((item, index) => answers[index]?.output ?? unanswered(item, answers[index]?.reason));
      return { status: 'present', output: { checks: listed, rules } };
    },
  });
}
