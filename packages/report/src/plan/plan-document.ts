import type {
  ApprovalRequirement,
  Decision,
  DecisionOutcome,
  Json,
  Plan,
  PreflightCheck,
  RiskLevel,
  Step,
  StepDecision,
} from '@cloudops/spec';
import {
  type Block,
  type Cell,
  type Column,
  type Document,
  type Field,
  type Item,
  type Mark,
  textCell,
} from '../document/document.ts';
import type { Tone } from '../drawing/style.ts';
import { targetsText } from '../report-document/report-document.ts';
import { inputsText } from '../report-document/value-text.ts';
import { formatCount, formatDollars, formatDuration } from '../text/quantity.ts';
import { changeBlocks, changeFields } from './change-document.ts';
import { identifierText } from './identifier-text.ts';

/** As long as a text that is shown can be: a review of half an input is none. */
const longestInput = 4000;

const riskTones: Readonly<Record<RiskLevel, Tone>> = { read: 'muted', write: 'medium', delete: 'high' };

/** A plan, and what policy said to it, for a person to review. */
export function toPlanDocument(
  plan: Plan,
  decision: Decision | null,
  options: { readonly verbose: boolean; readonly preflight?: readonly PreflightCheck[] },
): Document {
  return [
    {
      kind: 'title',
      text: plan.intent.question === '' ? plan.playbook.id : plan.intent.question,
      subtitle: summaryLines(plan)[0] ?? '',
    },
    ...summaryLines(plan)
      .slice(1)
      .map((text) => ({ kind: 'paragraph', text, tone: 'muted' }) as const),
    { kind: 'fields', fields: [...planFields(plan), ...changeFields(plan)] },
    ...changeBlocks(plan, options.preflight ?? null),
    { kind: 'heading', text: formatCount(plan.steps.length, 'step') },
    stepTable(plan.steps, decision, options.verbose),
    ...(options.verbose ? inputBlocks(plan) : []),
    ...skippedBlocks(plan),
    ...decisionBlocks(decision),
    { kind: 'footer', fields: [{ label: 'plan', lines: [{ text: plan.id, tone: 'muted', literal: true }] }] },
  ];
}

/** Each line by itself: a line break inside a text would be written out. */
function summaryLines({ human_summary }: Plan): readonly string[] {
  return human_summary.split('\n').filter((line) => line !== '');
}

function planFields(plan: Plan): readonly Field[] {
  return [
    { label: 'playbook', lines: [{ text: `${plan.playbook.id} ${plan.playbook.version}` }] },
    {
      label: 'target',
      lines: [{ text: plan.targets.length === 0 ? 'none' : identifierText(targetsText(plan.targets)) }],
    },
    { label: 'inputs', lines: [{ text: inputsText(plan.inputs, longestInput) || 'none' }] },
    { label: 'risk', lines: [{ text: riskText(plan.steps) }] },
    { label: 'estimate', lines: [{ text: estimateText(plan) }] },
  ];
}

/** What a step that runs once for each item costs in all, nobody knows before. */
function estimateText({ steps, estimated_duration_sec, estimated_cost_usd }: Plan): string {
  const estimate = `${formatDuration(estimated_duration_sec * 1000)}, ${formatDollars(estimated_cost_usd)}`;
  const repeated = steps.filter(({ foreach }) => foreach !== undefined).map(({ id }) => id);
  if (estimated_cost_usd === 0 || repeated.length === 0) return estimate;
  return `${estimate} or more: ${repeated.join(', ')} counted for one item, runs for each that earlier steps find`;
}

function riskText(steps: readonly Step[]): string {
  const count = (risk: RiskLevel): number => steps.filter((step) => step.risk_level === risk).length;
  if (count('write') + count('delete') === 0) return 'reads only';
  const parts = (['read', 'write', 'delete'] as const).filter((risk) => count(risk) > 0);
  return parts.map((risk) => formatCount(count(risk), risk)).join(', ');
}

function stepTable(steps: readonly Step[], decision: Decision | null, isWhole: boolean): Block {
  const columns: readonly Column[] = [
    { header: '#', align: 'right', overflow: 'never' },
    { header: 'step', overflow: 'wrap' },
    { header: 'action', overflow: isWhole ? 'wrap' : 'middle' },
    { header: 'risk', overflow: 'never' },
    { header: 'after', overflow: 'wrap', optional: 1 },
    ...(decision === null ? [] : [{ header: 'decision', overflow: 'never' } as const]),
  ];
  const outcomes = new Map(decision?.steps.map((one) => [one.step, one.outcome]));
  const rows = steps.map((step, index): readonly Cell[] => {
    const outcome = outcomes.get(step.id);
    return [
      textCell(String(index + 1), 'muted'),
      textCell(step.id),
      textCell(step.action),
      textCell(step.risk_level, riskTones[step.risk_level]),
      textCell(step.needs.join(', '), 'muted'),
      ...(decision === null
        ? []
        : [textCell(outcome ?? 'none', outcome === undefined ? 'high' : outcomeTone(outcome))]),
    ];
  });
  return { kind: 'table', columns, rows, hasBarMarks: false };
}

/** What a change does stands above already. */
function inputBlocks({ steps, change }: Plan): readonly Block[] {
  const others = steps.filter(({ id }) => change?.steps.every(({ step }) => step !== id) ?? true);
  return others.length === 0 ? [] : [inputFields(others)];
}

function inputFields(steps: readonly Step[]): Block {
  const conditions = (step: Step): Readonly<Record<string, Json>> => ({
    ...(step.when === undefined ? {} : { when: step.when }),
    ...(step.foreach === undefined ? {} : { foreach: step.foreach }),
  });
  const fields = steps.map((step) => ({
    label: step.id,
    lines: [
      { text: step.title === '' ? step.action : step.title },
      {
        text: inputsText({ ...step.with, ...conditions(step) }, longestInput) || 'no input',
        tone: 'muted',
        literal: true,
      } as const,
    ],
  }));
  return { kind: 'fields', fields };
}

function skippedBlocks(plan: Plan): readonly Block[] {
  if (plan.skipped.length === 0) return [];
  const items = plan.skipped.map(({ id, why }) => ({ mark: 'plain', text: `${id}: ${why}`, details: [] }) as const);
  return [
    { kind: 'heading', text: 'Not in this plan' },
    { kind: 'items', items },
  ];
}

function decisionBlocks(decision: Decision | null): readonly Block[] {
  if (decision === null) return [];
  const held = decision.steps.filter((step) => step.outcome === 'deny' || step.outcome === 'needs-approval');
  const reasons: readonly Block[] =
    held.length === 0 ? [] : [{ kind: 'items', items: held.map((step) => heldItem(step, decision.why)) }];
  const { id, kind, established_by } = decision.principal;
  return [
    { kind: 'heading', text: 'Decision' },
    { kind: 'answer', mark: outcomeMark(decision.outcome), text: `${decision.outcome}: ${decision.why}` },
    ...reasons,
    ...errorBlocks(decision.errors),
    {
      kind: 'fields',
      fields: [
        { label: 'for', lines: [{ text: `${identifierText(id)} (${kind}, known by ${established_by})` }] },
        { label: 'by', lines: [{ text: policiesText(decision) }] },
        { label: 'policy', lines: [{ text: `${decision.policy_digest} (${decision.engine})`, tone: 'muted' }] },
        ...warningFields(decision.warnings ?? []),
      ],
    },
  ];
}

/** What the decision says of the whole plan is not repeated for its steps. */
function heldItem({ step, outcome, why, requirement }: StepDecision, whole: string): Item {
  const details = requirement === undefined ? [] : requirementTexts(requirement);
  return { mark: outcomeMark(outcome), text: whole.includes(why) ? step : `${step}: ${why}`, details };
}

/** How many approvals, of whom, and whether there is anybody. */
function requirementTexts({ count, roles, eligible, satisfiable }: ApprovalRequirement): readonly string[] {
  const held = roles.length === 0 ? '' : `, one with role ${roles.join(' or ')}`;
  const people = (eligible ?? []).map(identifierText).join(', ');
  return [
    `needs ${formatCount(count, 'approval')}${held}`,
    ...(eligible === undefined ? [] : [people === '' ? 'nobody could give it' : `could be given by ${people}`]),
    ...(satisfiable === false ? ['as things are, this can never be approved: too few people may'] : []),
  ];
}

function errorBlocks(errors: readonly string[]): readonly Block[] {
  if (errors.length === 0) return [];
  return [{ kind: 'items', items: errors.map((error) => ({ mark: 'stopped', text: error, details: [] }) as const) }];
}

function warningFields(warnings: readonly string[]): readonly Field[] {
  if (warnings.length === 0) return [];
  return [{ label: 'warning', lines: warnings.map((text) => ({ text, mark: 'unknown' }) as const) }];
}

function policiesText(decision: Decision): string {
  const policies = [...new Set(decision.steps.flatMap((step) => step.policies))].sort();
  return policies.length === 0 ? 'no policy permits it' : policies.join(', ');
}

function outcomeMark(outcome: DecisionOutcome): Mark {
  if (outcome === 'deny') return 'stopped';
  return outcome === 'needs-approval' ? 'unknown' : 'good';
}

function outcomeTone(outcome: DecisionOutcome): Tone {
  if (outcome === 'deny') return 'high';
  return outcome === 'needs-approval' ? 'medium' : 'good';
}
