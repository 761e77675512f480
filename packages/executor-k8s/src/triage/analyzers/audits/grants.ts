import { listAt, textAt } from '../../../evidence/read.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** Somebody who has rights. */
export interface Grantee {
  readonly kind: 'User' | 'Group' | 'ServiceAccount' | string;
  /** Empty for users and groups. */
  readonly namespace: string;
  readonly name: string;
}

/** One rule of a role, as bound to somebody. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly paths: readonly string[];
}

/** A binding with the role it names. */
export interface Grant {
  readonly binding: Entity;
  /** Undefined when the role does not exist or could not be read. */
  readonly role: Entity | undefined;
  readonly roleKind: string;
  readonly roleName: string;
  /** Null = the whole cluster. */
  readonly namespace: string | null;
  readonly grantees: readonly Grantee[];
  readonly rules: readonly Rule[];
}

/** Every binding, with what it gives to whom. Bindings first by scope, then by name. */
export function grantsOf(snapshot: Snapshot): readonly Grant[] {
  return [...snapshot.all('clusterrolebindings'), ...snapshot.all('rolebindings')].map((binding) => {
    const { raw } = binding;
    const roleKind = textAt(raw, 'roleRef', 'kind');
    const roleName = textAt(raw, 'roleRef', 'name');
    const role =
      roleKind === 'ClusterRole'
        ? snapshot.find('clusterroles', '', roleName)
        : snapshot.find('roles', binding.namespace, roleName);
    return {
      binding,
      role,
      roleKind,
      roleName,
      namespace: binding.kind === 'ClusterRoleBinding' ? null : binding.namespace,
      grantees: listAt(raw, 'subjects').map((subject) => ({
        kind: textAt(subject, 'kind'),
        namespace: textAt(subject, 'namespace'),
        name: textAt(subject, 'name'),
      })),
      rules: listAt(role?.raw, 'rules').map(readRule),
    };
  });
}

function readRule(raw: unknown): Rule {
  const texts = (field: string): readonly string[] =>
    listAt(raw, field).filter((one): one is string => typeof one === 'string');
  return {
    verbs: texts('verbs'),
    groups: texts('apiGroups'),
    resources: texts('resources'),
    resourceNames: texts('resourceNames'),
    paths: texts('nonResourceURLs'),
  };
}

/** Whether a rule allows a verb on all objects of a resource (`pods/exec`, core group unless stated). Source: Kubernetes, "Using RBAC Authorization". */
export function allows(rule: Rule, verb: string, resource: string, group = ''): boolean {
  if (rule.resourceNames.length > 0) return false;
  const [whole = '', sub] = resource.split('/');
  const names = sub === undefined ? [whole, '*'] : [resource, `*/${sub}`, '*'];
  return (
    has(rule.verbs, [verb, '*']) && has(rule.groups, [group, '*']) && rule.resources.some((one) => names.includes(one))
  );
}

function has(values: readonly string[], wanted: readonly string[]): boolean {
  return values.some((value) => wanted.includes(value));
}

/** `ServiceAccount shop/api`, `Group devs`. */
export function granteeText({ kind, namespace, name }: Grantee): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
