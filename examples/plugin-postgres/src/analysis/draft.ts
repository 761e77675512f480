import { createHash } from 'node:crypto';
import { type EvidenceRef, type Finding, type Json, type ResourceRef, severities } from '@cloudops/spec';
import { definitionOf } from '../findings.ts';
import { compareText, printable } from '../text/printable.ts';
import type { StepName } from './facts.ts';

/** What a finding is about: the object whose change would fix it. */
export interface Subject {
  readonly kind:
    | 'Session'
    | 'PreparedTransaction'
    | 'Table'
    | 'Index'
    | 'Database'
    | 'Standby'
    | 'ReplicationSlot'
    | 'Server';
  /** The schema, of tables and indexes. */
  readonly schema?: string;
  readonly name: string;
}

/** A finding before it is known what else it explains. */
export interface Draft {
  readonly code: string;
  readonly also?: readonly string[];
  readonly role?: Finding['role'];
  readonly severity?: Finding['severity'];
  readonly tier: Finding['tier'];
  readonly subject: Subject;
  readonly instances?: readonly Subject[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  readonly since?: string | null;
  readonly data?: Readonly<Record<string, Json>>;
  /** What it explains, where that is a finding too. */
  readonly explains?: readonly Pick<Draft, 'code' | 'subject'>[];
}

const mostInstances = 50;

/** One fact that a draft rests on. @param path such as `sessions.3.transaction_sec`. */
export function fact(step: StepName, path: string, value: Json): EvidenceRef {
  const kept = typeof value === 'string' ? printable(value, 300) : value;
  return { step, pointer: `/${path.replaceAll('.', '/')}`, value: kept };
}

/** Tells drafts apart. */
function keyOf({ code, subject: { kind, schema = '', name } }: Pick<Draft, 'code' | 'subject'>): string {
  return [code, kind, schema, name].join('\n');
}

function idOf(draft: Pick<Draft, 'code' | 'subject'>, target: string): string {
  return `f_${createHash('sha256')
    .update(`${target}\n${keyOf(draft)}`)
    .digest('hex')
    .slice(0, 16)}`;
}

function instanceOf({ kind, schema, name }: Subject): string {
  return [kind, ...(schema === undefined ? [] : [printable(schema, 100)]), printable(name, 100)].join('/');
}

function resourceOf({ kind, schema, name }: Subject, target: string): ResourceRef {
  const named = printable(name) || '(unnamed)';
  const place = schema === undefined ? {} : { namespace: printable(schema) };
  return { provider: 'postgres', target, kind, ...place, name: named };
}

function toFinding(draft: Draft, target: string, known: ReadonlySet<string>): Finding {
  const { code, also = [], tier, subject, instances = [subject], title, detail, evidence, since = null, data } = draft;
  const { role, severity } = definitionOf(code);
  const named = [...new Set(instances.map(instanceOf))].sort(compareText);
  const explained = (draft.explains ?? []).filter((one) => known.has(keyOf(one)) && keyOf(one) !== keyOf(draft));
  return {
    id: idOf(draft, target),
    code,
    also: [...also].sort(compareText),
    role: draft.role ?? role,
    tier,
    severity: draft.severity ?? severity,
    resource: resourceOf(subject, target),
    instances: named.slice(0, mostInstances),
    title: printable(title, 300),
    detail: printable(detail, 4000),
    evidence,
    cause_of: [...new Set(explained.map((one) => idOf(one, target)))].sort(compareText),
    touches_users: null,
    since,
    remediations: [],
    ...(data === undefined ? {} : { data }),
  };
}

const roles: readonly Finding['role'][] = ['fault', 'symptom', 'hint'];

/** Two drafts about the same: the first one's words, the graver judgement, and what either explains. */
function merge(first: Draft, second: Draft): Draft {
  const grave = <Value>(order: readonly Value[], values: readonly [Value, Value]): Value =>
    order.indexOf(values[0]) <= order.indexOf(values[1]) ? values[0] : values[1];
  const [left, right] = [judgementOf(first), judgementOf(second)];
  const evidence = [...first.evidence, ...second.evidence];
  return {
    ...first,
    also: [...new Set([...(first.also ?? []), ...(second.also ?? []), second.code])].filter(
      (code) => code !== first.code,
    ),
    role: grave(roles, [left.role, right.role]),
    severity: grave(severities, [left.severity, right.severity]),
    evidence: [...new Map(evidence.map((one) => [`${one.step}${one.pointer}`, one])).values()],
    explains: [...(first.explains ?? []), ...(second.explains ?? [])],
  };
}

function judgementOf({ code, role, severity }: Draft): Pick<Finding, 'role' | 'severity'> {
  const definition = definitionOf(code);
  return { role: role ?? definition.role, severity: severity ?? definition.severity };
}

/** What a session does besides blocking others is told with that. */
function absorbKey(draft: Draft, blocking: ReadonlySet<string>): string {
  const { subject } = draft;
  const asBlocker = keyOf({ code: 'PGS-105', subject });
  return ['PGS-101', 'PGS-102'].includes(draft.code) && blocking.has(asBlocker) ? asBlocker : keyOf(draft);
}

/** Drafts as findings, sorted by role, severity and id; those about the same become one. */
export function toFindings(drafts: readonly Draft[], target: string): readonly Finding[] {
  const blocking = new Set(drafts.filter(({ code }) => code === 'PGS-105').map(keyOf));
  const distinct = new Map<string, Draft>();
  // Blockers first, since theirs are the words to keep.
  const ordered = [...drafts].sort((left, right) => Number(right.code === 'PGS-105') - Number(left.code === 'PGS-105'));
  for (const draft of ordered) {
    const key = absorbKey(draft, blocking);
    const known = distinct.get(key);
    distinct.set(key, known === undefined ? draft : merge(known, draft));
  }
  const known = new Set(distinct.keys());
  return [...distinct.values()]
    .map((draft) => toFinding(draft, target, known))
    .sort(
      (left, right) =>
        roles.indexOf(left.role) - roles.indexOf(right.role) ||
        severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
        compareText(left.id, right.id),
    );
}
