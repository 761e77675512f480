import type { Severity } from '@cloudops/spec';
import { isPlatform } from '../../../evidence/platform.ts';
import { textAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { allows, type Grant, type Grantee, granteeText, grantsOf, type Rule } from './grants.ts';

const source = 'Kubernetes, "Role Based Access Control Good Practices"; CIS Kubernetes Benchmark 5.1';

interface Risk {
  readonly definition: TriageFindingDefinition;
  /** Whether a rule opens it. */
  opens(rule: Rule): boolean;
  /** Whether it matters within one namespace too; else only across the cluster. */
  readonly inNamespaces: boolean;
}

function risk(
  code: string,
  severity: Severity,
  title: string,
  decided: string,
  remedy: string,
  opens: Risk['opens'],
  inNamespaces = true,
): Risk {
  const definition = { code, title, role: 'fault', severity, decided, thresholds: {}, source, remedy } as const;
  return { definition, opens, inNamespaces };
}

const risks: readonly Risk[] = [
  risk(
    'RBA-101',
    'critical',
    'Everything on everything',
    'A bound role allows every verb on every resource of every group.',
    'Bind a role that lists what is needed.',
    ({ verbs, groups, resources }) => verbs.includes('*') && groups.includes('*') && resources.includes('*'),
  ),
  risk(
    'RBA-102',
    'high',
    'May give itself more rights',
    'A bound role allows escalate or bind on roles, or impersonate: all of them lead to every right.',
    'Take escalate, bind and impersonate out; only administrators need them.',
    (rule) =>
      ['escalate', 'bind'].some((verb) =>
        ['roles', 'clusterroles'].some((kind) => allows(rule, verb, kind, 'rbac.authorization.k8s.io')),
      ) || ['users', 'groups', 'serviceaccounts'].some((kind) => allows(rule, 'impersonate', kind)),
  ),
  risk(
    'RBA-103',
    'high',
    'Reads Secrets of the whole cluster',
    'A role that is bound cluster-wide allows get or list of all Secrets. Naming single Secrets is fine.',
    'Bind it in the namespaces that need it, or name the Secrets (resourceNames).',
    (rule) => allows(rule, 'get', 'secrets') || allows(rule, 'list', 'secrets'),
    false,
  ),
  risk(
    'RBA-104',
    'high',
    'Reaches kubelets',
    'A bound role allows nodes/proxy: it runs commands in every pod of a node, past the audit log.',
    'Use nodes/metrics, nodes/stats or nodes/log instead.',
    (rule) => ['get', 'create'].some((verb) => allows(rule, verb, 'nodes/proxy')),
    false,
  ),
  risk(
    'RBA-105',
    'medium',
    'Runs commands in pods',
    'A bound role allows create on pods/exec, pods/attach or pods/ephemeralcontainers.',
    'Leave it to people who debug, for the namespaces that are theirs.',
    (rule) => ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers'].some((kind) => allows(rule, 'create', kind)),
  ),
  risk(
    'RBA-106',
    'medium',
    'Makes tokens of service accounts',
    'A bound role allows create on serviceaccounts/token: it becomes every account of the namespace.',
    'Name the accounts (resourceNames).',
    (rule) => allows(rule, 'create', 'serviceaccounts/token'),
  ),
  risk(
    'RBA-107',
    'high',
    'Changes admission',
    'A role that is bound cluster-wide may write webhook configurations or admission policies: it sees and changes every object written.',
    'Leave it to the controllers that own the webhooks.',
    (rule) =>
      ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'validatingadmissionpolicies'].some((kind) =>
        ['create', 'update', 'patch'].some((verb) => allows(rule, verb, kind, 'admissionregistration.k8s.io')),
      ),
    false,
  ),
];

const open: TriageFindingDefinition = {
  code: 'RBA-110',
  title: 'Rights for everybody',
  role: 'fault',
  severity: 'critical',
  decided:
    'A binding beyond those that Kubernetes ships gives rights to system:anonymous, system:unauthenticated or system:authenticated.',
  thresholds: {},
  source,
  remedy: 'Delete the binding, and bind those who need it by name.',
};
const defaultAccount: TriageFindingDefinition = {
  code: 'RBA-111',
  title: 'Rights for the default service account',
  role: 'fault',
  severity: 'medium',
  decided:
    'A binding names the service account default: every pod of its namespace that names no other gets the rights.',
  thresholds: {},
  source,
  remedy: 'Make an account for the workload that needs them.',
};
const dangling: TriageFindingDefinition = {
  code: 'RBA-112',
  title: 'Binding of a role that does not exist',
  role: 'fault',
  severity: 'low',
  decided:
    'The role of a binding is in no complete list: it gives nothing today, and whatever a role of that name gives tomorrow.',
  thresholds: {},
  source,
  remedy: 'Delete the binding, or make the role.',
};

const everybody: ReadonlySet<string> = new Set(['system:anonymous', 'system:unauthenticated', 'system:authenticated']);

/** Who may do what they should not. */
export const rbac: Analyzer = {
  name: 'rbac',
  topic: 'rbac',
  definitions: [...risks.map(({ definition }) => definition), open, defaultAccount, dangling],
  inspect: (snapshot) => ({
    drafts: grantsOf(snapshot)
      .filter((grant) => !isShipped(grant))
      .flatMap((grant) => [...risky(snapshot, grant), ...careless(snapshot, grant), ...lost(snapshot, grant)]),
  }),
};

/** What Kubernetes makes itself, and what its own components bind. */
function isShipped({ binding, grantees }: Grant): boolean {
  if (textAt(binding.raw, 'metadata', 'labels', 'kubernetes.io/bootstrapping') !== '') return true;
  return grantees.length > 0 && grantees.every(isComponent);
}

function isComponent({ kind, namespace, name }: Grantee): boolean {
  if (kind === 'ServiceAccount') return isPlatform(namespace) && name !== 'default';
  return name.startsWith('system:') && !everybody.has(name);
}

function isAsked(snapshot: Snapshot, grantee: Grantee): boolean {
  const { user } = snapshot.options;
  return typeof user !== 'string' || grantee.name === user || granteeText(grantee).endsWith(user);
}

function risky(snapshot: Snapshot, grant: Grant): readonly Draft[] {
  const whom = grant.grantees.filter((one) => !isComponent(one) && isAsked(snapshot, one));
  if (whom.length === 0) return [];
  const met = risks.filter(
    ({ opens, inNamespaces }) => (grant.namespace === null || inNamespaces) && grant.rules.some(opens),
  );
  // Who may do everything may do each of the others too.
  const told = met.some(({ definition }) => definition.code === 'RBA-101') ? met.slice(0, 1) : met;
  return told.map(({ definition, opens }) => {
    const where = grant.namespace === null ? 'in the whole cluster' : `in namespace ${grant.namespace}`;
    const index = grant.rules.findIndex(opens);
    return draft({
      code: definition.code,
      role: 'fault',
      tier: 'contradiction',
      severity: grant.namespace === null ? definition.severity : lower(definition.severity),
      subject: grant.binding,
      title: `${someOf(whom.map(granteeText), 3)}: ${definition.title.toLowerCase()} ${where}`,
      detail: `${grant.binding.kind} ${quote(grant.binding.name)} gives ${grant.roleKind} ${quote(grant.roleName)}. ${definition.decided}`,
      evidence: [
        ...snapshot.cite(grant.binding, ['roleRef', 'name'], ['subjects']),
        ...(grant.role === undefined ? [] : snapshot.cite(grant.role, ['rules', index])),
      ],
      data: { grantees: whom.map(granteeText), role: `${grant.roleKind}/${grant.roleName}` },
    });
  });
}

function careless(snapshot: Snapshot, grant: Grant): readonly Draft[] {
  const rules: readonly (readonly [TriageFindingDefinition, (one: Grantee) => boolean])[] = [
    [open, ({ name }) => everybody.has(name)],
    [defaultAccount, ({ kind, name }) => kind === 'ServiceAccount' && name === 'default'],
  ];
  return rules.flatMap(([definition, isMeant]) => {
    const whom = grant.grantees.filter((one) => isMeant(one) && isAsked(snapshot, one));
    if (whom.length === 0) return [];
    return [
      draft({
        code: definition.code,
        role: 'fault',
        tier: 'contradiction',
        severity: definition.severity,
        subject: grant.binding,
        title: `${grant.binding.kind} ${quote(grant.binding.name)} gives ${quote(grant.roleName)} to ${someOf(whom.map(granteeText))}`,
        detail: definition.decided,
        evidence: snapshot.cite(grant.binding, ['subjects'], ['roleRef', 'name']),
        data: { grantees: whom.map(granteeText) },
      }),
    ];
  });
}

function lost(snapshot: Snapshot, grant: Grant): readonly Draft[] {
  const record = grant.roleKind === 'ClusterRole' ? 'clusterroles' : 'roles';
  const namespace = grant.roleKind === 'ClusterRole' ? null : grant.namespace;
  if (grant.role !== undefined || !snapshot.isComplete(record, namespace)) return [];
  return [
    draft({
      code: dangling.code,
      role: 'fault',
      tier: 'contradiction',
      severity: dangling.severity,
      subject: grant.binding,
      title: `${grant.binding.kind} ${quote(grant.binding.name)} names ${grant.roleKind} ${quote(grant.roleName)}, which does not exist`,
      detail: dangling.decided,
      evidence: snapshot.cite(grant.binding, ['roleRef', 'name']),
    }),
  ];
}

function lower(severity: Severity): Severity {
  return severity === 'critical' ? 'high' : severity === 'high' ? 'medium' : 'low';
}
