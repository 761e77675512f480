import type { ObservedObject, Plan, PlannedChange, PlannedStepChange, PreflightCheck, Step } from '@cloudops/spec';
import { placeOf } from '../change/change-blocks.ts';
import type { Block, Field, FieldLine, Mark } from '../document/document.ts';
import { clip } from '../render/export-text.ts';
import { inputsText } from '../report-document/value-text.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { formatMoney } from '../text/money.ts';
import { formatCount } from '../text/quantity.ts';
import { identifierText } from './identifier-text.ts';

/** Somewhat shorter than the forms cut every text, so that what is said about the cut stays. */
const longestText = 3800;

const preflightMarks: Readonly<Record<PreflightCheck['outcome'], Mark>> = {
  accepted: 'good',
  refused: 'stopped',
  unknown: 'unknown',
};

/** What a plan is bound to, for its head: who asked, where it goes, until when, how far it reaches and what it costs. */
export function changeFields({ change, targets }: Plan): readonly Field[] {
  if (change === undefined) return [];
  return [
    { label: 'asked by', lines: [{ text: identifierText(change.requester) }] },
    { label: 'really at', lines: change.places.map((place) => ({ text: placeText(place, targets) })) },
    { label: 'reach', lines: [{ text: reachText(change.blast_radius) }] },
    { label: 'bill', lines: [{ text: billText(change.monthly_cents) }] },
    { label: 'prepared', lines: [{ text: change.prepared_at }] },
    { label: 'expires', lines: [{ text: `${change.expires_at}; refused after it` }] },
  ];
}

/** What will be different, change by change and object by object. Never shortened: it is what somebody says yes to. */
export function changeBlocks(plan: Plan, preflight: readonly PreflightCheck[] | null): readonly Block[] {
  const { change, steps } = plan;
  if (change === undefined) return unseenBlocks(steps);
  const order = steps.filter(({ id }) => change.steps.some(({ step }) => step === id));
  return [
    { kind: 'heading', text: 'What will be different' },
    ...order.flatMap((step, index) => stepBlocks(step, index + 1, change, preflight)),
  ];
}

function stepBlocks(
  step: Step,
  number: number,
  { steps }: PlannedChange,
  preflight: readonly PreflightCheck[] | null,
): readonly Block[] {
  const seen = steps.find((one) => one.step === step.id);
  if (seen === undefined) return [];
  const checks = preflight?.filter((check) => check.step === step.id) ?? [];
  const title = `${number}. ${step.title === '' ? step.id : step.title} [${step.risk_level}]`;
  return [
    { kind: 'paragraph', text: seen.in_place ? `${title}: in place already, nothing is to be done` : title },
    {
      kind: 'fields',
      fields: [
        { label: 'changes', lines: seen.objects.flatMap(objectLines) },
        { label: 'undo', lines: [{ text: seen.undo ?? 'CANNOT be taken back' }] },
        { label: 'reach', lines: [{ text: `${reachText(seen.blast_radius)}; bill: ${billText(seen.monthly_cents)}` }] },
        { label: 'by', lines: [{ text: step.action, literal: true }, ...inputLines(step)] },
        ...(preflight === null ? [] : [{ label: 'pre-flight', lines: preflightLines(checks) }]),
      ],
    },
  ];
}

/** Each effect begins with a mark: the next lines of a long one cannot be taken for another. */
function objectLines({ resource, effects }: ObservedObject): readonly FieldLine[] {
  const shown = effects.length === 0 ? ['it is not said what will be different'] : effects;
  return [
    { text: identifierText(placeOf(resource)) },
    ...shown.map((text) => ({ text: bounded(text), mark: 'plain', nested: true }) as const),
  ];
}

/** One by one: together they might be longer than a line that is shown can be. */
function inputLines({ with: inputs }: Step): readonly FieldLine[] {
  return Object.keys(inputs)
    .sort()
    .map((name) => ({
      text: bounded(inputsText({ [name]: inputs[name] ?? null }, Number.POSITIVE_INFINITY)),
      literal: true,
      nested: true,
    }));
}

/** A text that is longer than what can be shown says how much of it is not. */
function bounded(text: string): string {
  const escaped = escapeForTerminal(text, { maximum: Number.POSITIVE_INFINITY });
  if (escaped.length <= longestText) return escaped;
  const shown = clip(escaped, longestText);
  return `${shown} (NOT SHOWN: ${escaped.length - shown.length + 1} more characters)`;
}

function preflightLines(checks: readonly PreflightCheck[]): readonly FieldLine[] {
  if (checks.length === 0) return [{ text: 'the cloud was not asked', mark: 'unknown' }];
  return checks.map(({ outcome, message }) => ({ text: `${outcome}: ${message}`, mark: preflightMarks[outcome] }));
}

/** A plan that changes something and that nobody has looked for yet. */
function unseenBlocks(steps: readonly Step[]): readonly Block[] {
  if (steps.every(({ risk_level }) => risk_level === 'read')) return [];
  const text = 'Nobody has looked yet at what this would touch: it cannot be approved or applied.';
  return [
    { kind: 'heading', text: 'What will be different' },
    { kind: 'items', items: [{ mark: 'unknown', text, details: [] }] },
  ];
}

function placeText({ provider, target, identity }: PlannedChange['places'][number], targets: Plan['targets']): string {
  const named = targets.find((one) => one.provider === provider && one.name === target);
  const environment = named === undefined ? '' : ` (environment ${named.environment})`;
  return `${identifierText(`${provider} ${target}`)}${environment} is ${identifierText(identity)}`;
}

/** How many things feel it. */
function reachText(radius: PlannedStepChange['blast_radius']): string {
  return `${formatCount(radius, 'thing')} ${radius === 1 ? 'feels' : 'feel'} it`;
}

function billText(cents: number): string {
  return cents === 0 ? 'no change' : `${formatMoney(cents / 100, 'USD', { signed: true })} a month`;
}
