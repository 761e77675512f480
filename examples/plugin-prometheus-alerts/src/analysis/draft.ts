import { createHash } from 'node:crypto';
import { type EvidenceRef, type Finding, type Json, severities } from '@cloudops/spec';
import { definitionOf } from '../findings.ts';
import { compareText, printable } from '../text/printable.ts';
import type { StepName } from './facts.ts';

/** What a finding is about. */
export interface Subject {
  readonly kind: 'Alert' | 'Rule' | 'RuleGroup' | 'ScrapeTarget' | 'ScrapePool' | 'Server';
  readonly name: string;
}

/** A finding before it is known what else it explains. */
export interface Draft {
  readonly code: string;
  readonly role?: Finding['role'];
  readonly severity?: Finding['severity'];
  readonly tier: Finding['tier'];
  readonly subject: Subject;
  /** Tells apart what has the same code and subject, such as two groups of one alert. */
  readonly part?: string;
  readonly instances?: readonly string[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  readonly since?: string | null;
  readonly data?: Readonly<Record<string, Json>>;
  /** Keys of the drafts that it explains. */
  readonly explains?: readonly string[];
}

const mostInstances = 50;

/** One fact that a draft rests on. @param path such as `alerts.3.state`. */
export function fact(step: StepName, path: string, value: Json): EvidenceRef {
  const kept = typeof value === 'string' ? printable(value, 300) : value;
  return { step, pointer: `/${path.replaceAll('.', '/')}`, value: kept };
}

/** Tells drafts apart. */
export function keyOf({ code, subject, part = '' }: Pick<Draft, 'code' | 'subject' | 'part'>): string {
  return JSON.stringify([code, subject.kind, subject.name, part]);
}

function idOf(key: string, target: string): string {
  return `f_${createHash('sha256').update(`${target}\n${key}`).digest('hex').slice(0, 16)}`;
}

function toFinding(draft: Draft, target: string, known: ReadonlySet<string>): Finding {
  const { code, tier, subject, title, detail, evidence, since = null, data } = draft;
  const { role, severity } = definitionOf(code);
  const name = printable(subject.name) || '(unnamed)';
  const instances = draft.instances ?? [`${subject.kind}/${name}`];
  const explained = (draft.explains ?? []).filter((key) => known.has(key) && key !== keyOf(draft));
  return {
    id: idOf(keyOf(draft), target),
    code,
    also: [],
    role: draft.role ?? role,
    tier,
    severity: draft.severity ?? severity,
    resource: { provider: 'prometheus', target, kind: subject.kind, name },
    instances: [...new Set(instances)].sort(compareText).slice(0, mostInstances),
    title: printable(title, 300),
    detail: printable(detail, 2000),
    evidence,
    cause_of: [...new Set(explained.map((key) => idOf(key, target)))].sort(compareText),
    touches_users: null,
    since,
    remediations: [],
    ...(data === undefined ? {} : { data }),
  };
}

const roles: readonly Finding['role'][] = ['fault', 'symptom', 'hint'];

/** Drafts as findings, sorted by role, severity and id; of two about the same, the first is kept. */
export function toFindings(drafts: readonly Draft[], target: string): readonly Finding[] {
  const distinct = new Map<string, Draft>();
  for (const draft of drafts) if (!distinct.has(keyOf(draft))) distinct.set(keyOf(draft), draft);
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
