import {
  type Cause,
  type Finding,
  type ProofTier,
  type Remediation,
  type ResourceRef,
  severities,
} from '@cloudops/spec';
import { toHops } from '../analysis/hops.ts';
import { nameResource } from '../analysis/summary.ts';
import type { Entry, Field, FieldLine } from '../document/document.ts';
import { evidenceCells, evidenceText, inputsText } from './value-text.ts';

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
/** A list this short is not worth folding. */
const fewLines = 2;

/** What is shown beside a cause. */
export interface CauseEntryOptions {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly verbose: boolean;
  /** As {@link numberFixes} gives them. */
  readonly fixes: ReadonlyMap<string, number>;
  /** The run whose remediations can be planned; null when there is none. */
  readonly runId: string | null;
}

/** By cause, the number of its first remediation as `plan --from RUN --fix N` counts them: by rank, then in each cause's order. */
export function numberFixes(causes: readonly Cause[]): ReadonlyMap<string, number> {
  let next = 1;
  return new Map(
    causes.map(({ id, remediations }) => {
      const first = next;
      next += remediations.length;
      return [id, first];
    }),
  );
}

/** A cause with its evidence, what it explains and what to do. */
export function causeEntry(cause: Cause, options: CauseEntryOptions): Entry {
  const { findings } = options;
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
          cause.evidence.map((one) => ({ ...literal(evidenceText(one, options)), cells: evidenceCells(one) })),
          bound,
        ),
        { after: shortList, summary: (more) => `${more} more` },
      ),
      field('Shows in', boundLines(instancesBeside(cause).map(literal), bound), {
        after: shortList,
        summary: (more) => `${more} more`,
      }),
      field(
        'Explains',
        boundLines(
          cause.consequences.map((id) => consequence(id, findings)),
          bound,
        ),
        { after: 0, summary: () => consequencesText(cause, findings) },
      ),
      field('Do', boundFixes(cause, bound, options)),
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

function field(
  label: string,
  lines: readonly FieldLine[],
  fold?: { readonly after: number; summary(more: number): string },
): Field {
  if (fold === undefined || lines.length <= fold.after + fewLines) return { label, lines };
  return { label, lines, fold: { after: fold.after, summary: fold.summary(lines.length - fold.after) } };
}

/** Consequences in numbers, the worst first. */
function consequencesText({ consequences }: Cause, findings: ReadonlyMap<string, Finding>): string {
  const counts = severities.flatMap((severity) => {
    const count = consequences.filter((id) => findings.get(id)?.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return `${consequences.length} consequences: ${counts.join(', ')}`;
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

/** The first remediations, and how many more there are. */
function boundFixes({ id, remediations }: Cause, bound: number, options: CauseEntryOptions): readonly FieldLine[] {
  const first = options.fixes.get(id) ?? 1;
  const shown = remediations
    .slice(0, bound)
    .flatMap((one, index) => remediationLines(one, first + index, options.runId));
  const more = remediations.length - bound;
  return more > 0 ? [...shown, { text: `and ${more} more`, tone: 'muted' }] : shown;
}

function remediationLines(remediation: Remediation, number: number, runId: string | null): readonly FieldLine[] {
  const { title, playbook, inputs, risk, undo } = remediation;
  const call = [playbook, inputsText(inputs)].filter((part) => part !== '').join(' ');
  const lines: FieldLine[] = [{ text: `${title} [${risk}]` }];
  const add = (text: string, isLiteral: boolean): void => {
    lines.push({ text, nested: true, tone: 'muted', ...(isLiteral ? { literal: true } : {}) });
  };
  if (call !== '') add(call, true);
  if (undo !== '') add(`undo: ${undo}`, false);
  // What no playbook does cannot be planned; what nobody keeps cannot be planned from.
  if (playbook !== '' && runId !== null) add(`cloudops plan --from ${runId} --fix ${number}`, true);
  return lines;
}
