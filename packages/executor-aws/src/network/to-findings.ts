import { createHash } from 'node:crypto';
import { type Finding, type Json, type Remediation, type ResourceRef, severities } from '@cloudops/spec';
import { wantedAccounts, wantedNames } from '../places/scope.ts';
import { compareText } from '../text/compare-text.ts';
import { printable } from '../text/printable.ts';
import type { Draft, Subject } from './draft.ts';
import type { NetworkModel } from './model/model.ts';

const provider = 'aws';

/** More instances and citations than these are counted, not listed. */
const mostInstances = 50;
const mostEvidence = 60;

/** Drafts within scope and settings as findings, one per code and resource, sorted by role, severity and id. */
export function toFindings(drafts: readonly Draft[], model: NetworkModel): readonly Finding[] {
  const { rules, info } = model.settings;
  const isInScope = createScopeCheck(model);
  const found = new Map<string, Finding>();
  for (const one of drafts) {
    // What is one finding by its worst code is meant by the codes that it implies as well.
    if (rules !== null && ![one.code, ...one.also].some((code) => rules.has(code))) continue;
    if ((!info && one.severity === 'info') || !isInScope(one)) continue;
    const finding = toFinding(one);
    if (!found.has(finding.id)) found.set(finding.id, finding);
  }
  return [...found.values()].sort(compareFindings);
}

/**
 * Accounts and regions are named as `aws.resolve-places` takes them: several by commas, accounts by id or name. What it
 * found is in scope whatever it was called.
 */
function createScopeCheck({ scope, snapshot }: NetworkModel): (draft: Draft) => boolean {
  const accounts = wantedAccounts(scope.account, snapshot.evidence('places').output);
  const regions = wantedNames(scope.region);
  return ({ subject, data }) =>
    (accounts?.has(subject.account) ?? true) &&
    (regions?.has(subject.region) ?? true) &&
    isMeant(scope.vpc, data.vpc_id) &&
    isMeant(scope.group, data.group_id);
}

function isMeant(wanted: string | null | undefined, value: unknown): boolean {
  return wanted === null || wanted === undefined || wanted.trim() === '' || wanted.trim() === value;
}

function toFinding(one: Draft): Finding {
  const instances = [...new Set(one.instances)].sort(compareText);
  const data = instances.length > mostInstances ? { ...one.data, instances_total: instances.length } : one.data;
  return {
    id: findingId(one),
    code: one.code,
    also: [...new Set(one.also)].filter((code) => code !== one.code).sort(compareText),
    role: one.role,
    tier: one.tier,
    severity: one.severity,
    resource: resourceOf(one.subject),
    instances: instances.slice(0, mostInstances),
    // Names and descriptions in sentences come from the cloud; evidence keeps them as they were read.
    title: printable(one.title, 300),
    detail: printable(one.detail, 4000),
    evidence: one.evidence.slice(0, mostEvidence),
    cause_of: [],
    touches_users: null,
    since: null,
    remediations: one.remediations.map(toRemediation),
    ...(Object.keys(data).length === 0 ? {} : { data: inOrder(data) }),
  };
}

// Keys are in the order that reports have them in: a report shares what needs no reordering instead of copying it.

function resourceOf({ account, region, kind, name }: Subject): ResourceRef {
  return { kind: kind || 'Unknown', provider, target: account, namespace: region, name: name || '(unnamed)' };
}

function toRemediation({ playbook, title, inputs, risk, undo }: Remediation): Remediation {
  return { playbook, title: printable(title), inputs: inOrder(inputs), risk, undo: printable(undo) };
}

function inOrder<Values extends Readonly<Record<string, Json>>>(values: Values): Values {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => compareText(a, b))) as Values;
}

/** The same fault of the same resource has the same id in every run. */
function findingId({ code, subject }: Draft): string {
  const text = [code, provider, subject.account, subject.kind, subject.region, subject.name].join('\n');
  return `f_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

const roles = ['fault', 'symptom', 'hint'] as const;

function compareFindings(a: Finding, b: Finding): number {
  return (
    roles.indexOf(a.role) - roles.indexOf(b.role) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(a.id, b.id)
  );
}
