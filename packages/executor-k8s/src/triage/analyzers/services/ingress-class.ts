import { listAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { quote, someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { likelyMeant } from '../../snapshot/near-name.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const source = 'Kubernetes, "Ingress", Ingress class and Default IngressClass';
const missing: TriageFindingDefinition = {
  code: 'ING-103',
  title: 'Ingress of a class that does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    'ingressClassName (or the old annotation, where classes exist) names no IngressClass of the list, which was read whole, and no controller has given the Ingress an address. Where several name the same, and no class bears a name like it, the class is what is missing.',
  thresholds: {},
  source,
  remedy: 'Name a class that exists, or create it.',
};
const none: TriageFindingDefinition = {
  code: 'ING-104',
  title: 'Ingress without a class, and no class is the default',
  role: 'fault',
  severity: 'medium',
  decided:
    'An Ingress names no class, IngressClasses exist and none is marked as default, and no controller has given the Ingress an address. One that is younger than 10 seconds is not judged. Without any IngressClass it is a hint: some controllers take every Ingress.',
  thresholds: { seconds: 10 },
  source,
  remedy: 'Name the class in the Ingress, or mark one as default.',
};
const twice: TriageFindingDefinition = {
  code: 'ING-105',
  title: 'Two Ingresses for one host and path',
  role: 'hint',
  severity: 'low',
  decided: 'Two Ingresses of one class state the same host, path and kind of path, with different backends.',
  thresholds: {},
  source,
  remedy: 'Leave one; which one wins is the controller’s choice.',
};

/** Ingresses that no controller takes, or that two claim. */
export const ingressClass: Analyzer = {
  name: 'ingress-class',
  topic: 'health',
  definitions: [missing, none, twice],
  inspect: (snapshot) => ({
    drafts: [
      ...snapshot.all('ingresses').flatMap((ingress) => inspectOne(snapshot, ingress) ?? []),
      ...duplicates(snapshot),
    ],
  }),
};

const annotation = 'kubernetes.io/ingress.class';

function classOf({ raw }: Entity): string {
  return textAt(raw, 'spec', 'ingressClassName') || textAt(raw, 'metadata', 'annotations', annotation);
}

function inspectOne(snapshot: Snapshot, ingress: Entity): Draft | null {
  if (!snapshot.isComplete('ingressclasses', null) || isServed(ingress)) return null;
  const classes = snapshot.all('ingressclasses');
  const wanted = classOf(ingress);
  const name = `Ingress ${ingress.namespace}/${ingress.name}`;
  if (wanted === '') {
    const isDefault = ({ raw }: Entity): boolean =>
      textAt(raw, 'metadata', 'annotations', 'ingressclass.kubernetes.io/is-default-class') === 'true';
    if (classes.some(isDefault) || isYoung(snapshot, ingress)) return null;
    const role = classes.length === 0 ? 'hint' : 'fault';
    const others = classes.length === 0 ? 'there is none' : `there is ${someOf(classes.map((one) => one.name))}`;
    return describe(snapshot, ingress, none, role, `${name} names no class, and none is the default; ${others}`);
  }
  if (classes.some((one) => one.name === wanted)) return null;
  // A controller may still go by the annotation alone.
  if (textAt(ingress.raw, 'spec', 'ingressClassName') === '' && classes.length === 0) return null;
  const names = classes.map((one) => one.name);
  const near = likelyMeant(wanted, names);
  const others = near ?? (names.length === 0 ? null : someOf(names));
  const why = `${name} names class ${quote(wanted)}, which does not exist${others === null ? '' : `; there is ${others}`}`;
  const found = describe(snapshot, ingress, missing, 'fault', why);
  if (near !== null) return found;
  const users = ingressesOf(snapshot, wanted);
  if (users.length < 2) return { ...found, tier: 'absence' };
  // Several that name the same are right, and the class is what is missing.
  const title = `IngressClass ${quote(wanted)} does not exist, and ${someOf(users.map(({ namespace, name: own }) => `${namespace}/${own}`))} name it`;
  return { ...found, tier: 'absence', title, subject: { kind: 'IngressClass', namespace: '', name: wanted } };
}

const byClass = new WeakMap<Snapshot, ReadonlyMap<string, readonly Entity[]>>();

function ingressesOf(snapshot: Snapshot, name: string): readonly Entity[] {
  const groups = byClass.get(snapshot) ?? Map.groupBy(snapshot.all('ingresses'), classOf);
  byClass.set(snapshot, groups);
  return groups.get(name) ?? [];
}

/** Whether a controller has taken it up. */
function isServed({ raw }: Entity): boolean {
  return listAt(raw, 'status', 'loadBalancer', 'ingress').length > 0;
}

function isYoung({ now }: Snapshot, { raw }: Entity): boolean {
  const createdAt = timeAt(raw, 'metadata', 'creationTimestamp');
  return now !== null && createdAt !== null && now - createdAt < 10_000;
}

function describe(
  snapshot: Snapshot,
  ingress: Entity,
  { code, severity }: TriageFindingDefinition,
  role: 'fault' | 'hint',
  title: string,
): Draft {
  return draft({
    code,
    role,
    tier: 'contradiction',
    severity: role === 'hint' ? 'low' : severity,
    subject: ingress,
    title,
    detail: 'No controller takes it up: its hosts and paths are served by nobody.',
    evidence: snapshot.cite(
      ingress,
      ['spec', 'ingressClassName'],
      ['metadata', 'annotations'],
      ['spec', 'rules', 0, 'host'],
    ),
    explains: [{ instance: ingress.key, codes: ['SVC-002'], mechanism: 'no controller serves it' }],
    touchesUsers: true,
  });
}

function duplicates(snapshot: Snapshot): readonly Draft[] {
  const places = snapshot.all('ingresses').flatMap((ingress) =>
    listAt(ingress.raw, 'spec', 'rules').flatMap((rule, index) =>
      listAt(rule, 'http', 'paths').map((path, position) => ({
        ingress,
        path: ['spec', 'rules', index, 'http', 'paths', position] as const,
        backend: JSON.stringify([ingress.namespace, valueAt(path, 'backend', 'service', 'name') ?? null]),
        key: [classOf(ingress), textAt(rule, 'host'), textAt(path, 'path') || '/', textAt(path, 'pathType')].join(' '),
      })),
    ),
  );
  return [...Map.groupBy(places, ({ key }) => key).values()].flatMap((some) => {
    const [first, second] = some;
    const isOne = new Set(some.map(({ backend }) => backend)).size < 2;
    if (first === undefined || second === undefined || isOne || first.ingress === second.ingress) return [];
    const [, host = '', path = ''] = first.key.split(' ');
    return [
      draft({
        code: twice.code,
        role: 'hint',
        tier: 'contradiction',
        severity: twice.severity,
        subject: second.ingress,
        instances: some.map(({ ingress }) => ingress.key),
        title: `${quote(host) || 'Every host'}${quote(path)} is claimed by Ingress ${some.map(({ ingress }) => `${ingress.namespace}/${ingress.name}`).join(' and ')}`,
        detail: 'They lead to different Services.',
        evidence: some.slice(0, 4).flatMap((one) => snapshot.cite(one.ingress, one.path)),
      }),
    ];
  });
}
