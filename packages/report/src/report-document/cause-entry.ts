import type { Cause, Finding, ProofTier, Remediation, ResourceRef } from '@cloudops/spec';
import { toHops } from '../analysis/hops.ts';
import { nameResource } from '../analysis/summary.ts';
import type { Entry, Field, FieldLine } from '../document/document.ts';
import { evidenceText, inputsText } from './value-text.ts';

/** How sure a tier of proof is, said aloud. */
const proofPhrases: Readonly<Record<ProofTier, string>> = {
  contradiction: 'proven by the objects themselves',
  status: 'stated by its status',
  message: 'stated by a message that still holds',
  'last-words': "from the process's own last words",
  figure: 'measured',
  absence: 'inferred from absence',
  correlation: 'inferred from timing',
};

const shortList = 5;

/** A cause with its evidence, what it explains and what to do. */
export function causeEntry(
  cause: Cause,
  findings: ReadonlyMap<string, Finding>,
  options: { readonly verbose: boolean },
): Entry {
  const bound = options.verbose ? Number.POSITIVE_INFINITY : shortList;
  const codes = [cause.code, ...cause.also].join(', ');
  return {
    kind: 'entry',
    number: cause.rank,
    severity: cause.severity,
    title: cause.title,
    about: [resourceText(cause.resource), codes, proofPhrases[cause.tier]],
    detail: cause.detail,
    fields: [
      field('Path', pathLines(findings.get(cause.id))),
      field(
        'Evidence',
        boundLines(
          cause.evidence.map((one) => literal(evidenceText(one, options))),
          bound,
        ),
      ),
      field('Shows in', boundLines(instancesBeside(cause).map(literal), bound)),
      field(
        'Explains',
        boundLines(
          cause.consequences.map((id) => consequence(id, findings)),
          bound,
        ),
      ),
      field('Do', cause.remediations.slice(0, bound).flatMap(remediationLines)),
    ].filter((one) => one.lines.length > 0),
  };
}

/** The hops that prove that something can be reached, from the outside in. */
function pathLines(finding: Finding | undefined): readonly FieldLine[] {
  const hops = toHops(finding?.data);
  return hops.length === 0 ? [] : [{ text: hops.join(' → '), hops }];
}

/** A resource with the place that holds it. */
function resourceText(resource: ResourceRef): string {
  return resource.target === '' || resource.provider === 'aws'
    ? nameResource(resource)
    : `${nameResource(resource)} in ${resource.target}`;
}

/** The first lines, and how many more there are. */
function boundLines(lines: readonly FieldLine[], bound: number): readonly FieldLine[] {
  if (lines.length <= bound) return lines;
  return [...lines.slice(0, bound), { text: `and ${lines.length - bound} more`, tone: 'muted' }];
}

function field(label: string, lines: readonly FieldLine[]): Field {
  return { label, lines };
}

function literal(text: string): FieldLine {
  return { text, literal: true };
}

function instancesBeside({ instances, resource }: Cause): readonly string[] {
  const { kind, namespace, name } = resource;
  const own = [`${kind}/${name}`, `${kind}/${namespace ?? ''}/${name}`];
  return instances.filter((instance) => !own.includes(instance));
}

function consequence(id: string, findings: ReadonlyMap<string, Finding>): FieldLine {
  const finding = findings.get(id);
  if (finding === undefined) return { text: id };
  const { severity, code, resource, title } = finding;
  const subject = title.includes(resource.name) ? '' : `${nameResource(resource)}: `;
  return { text: `${severity} ${code} ${subject}${title}`, mark: severity };
}

function remediationLines(remediation: Remediation): readonly FieldLine[] {
  const { title, playbook, inputs, risk, undo } = remediation;
  const call = [playbook, inputsText(inputs)].filter((part) => part !== '').join(' ');
  const lines: FieldLine[] = [{ text: `${title} [${risk}]` }];
  if (call !== '') lines.push({ text: call, literal: true, nested: true, tone: 'muted' });
  if (undo !== '') lines.push({ text: `undo: ${undo}`, nested: true, tone: 'muted' });
  return lines;
}
