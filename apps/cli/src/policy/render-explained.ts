import type { PolicySummary } from '@cloudops/policy';
import { escapeForTerminal, paint, type Tone, wrapText } from '@cloudops/report';
import type { DecisionOutcome, StepDecision } from '@cloudops/spec';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { Explained } from './explain.ts';

const tones: Readonly<Record<DecisionOutcome, Tone>> = {
  'auto-approve': 'good',
  approved: 'good',
  'needs-approval': 'medium',
  deny: 'critical',
};

/** Shows the decision step by step, the policies behind it, and what would change it. */
export function renderExplained(explained: Explained, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson(explained);
  if (form !== 'human') return renderListing(toListing(explained.decision.steps), form, screen);
  const { decision, policies, approvals, refused, remedies } = explained;
  const { principal } = decision;
  const head = [
    `${paint(decision.outcome, tones[decision.outcome], screen)}  ${safe(decision.plan_id)}`,
    `run by ${safe(principal.id)} (${principal.kind}, credential ${principal.credential}), by policies ${safe(decision.policy_digest)}`,
  ];
  return [
    ...head,
    ...section(
      'Steps',
      groupSteps(decision.steps).flatMap((step) => renderStep(step, screen)),
    ),
    ...section(
      'Errors',
      decision.errors.flatMap((error) => wrapped(error, screen)),
    ),
    ...section(
      'Policies',
      policies.flatMap((policy) => wrapped(describe(policy), screen)),
    ),
    ...section(
      'Warnings',
      (decision.warnings ?? []).flatMap((warning) => wrapped(warning, screen)),
    ),
    ...section('Approvals', [
      ...approvals.map((by) => `  ${safe(by)}`),
      ...refused.flatMap((why) => wrapped(`not genuine: ${why}`, screen)),
    ]),
    ...section(
      'What would change it',
      remedies.map(({ change, outcome }) => `  ${safe(change)}: ${outcome}`),
    ),
    '',
    ...wrapText('It is decided anew, for whoever runs it then, when the plan is applied.', screen.width),
    '',
  ].join('\n');
}

interface SteppedDecision {
  readonly steps: readonly string[];
  readonly decision: StepDecision;
}

/** Steps that are decided alike are shown once: a plan may read thirty times. */
function groupSteps(steps: readonly StepDecision[]): readonly SteppedDecision[] {
  const groups = new Map<string, { steps: string[]; decision: StepDecision }>();
  for (const decision of steps) {
    const { step, ...rest } = decision;
    const key = JSON.stringify(rest);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { steps: [step], decision });
    else group.steps.push(step);
  }
  return [...groups.values()];
}

function renderStep({ steps, decision }: SteppedDecision, screen: Screen): readonly string[] {
  const { outcome, risk_level: risk, target, environment, why, requirement } = decision;
  const names = steps.length > 3 ? `${steps.slice(0, 3).join(', ')} and ${steps.length - 3} more` : steps.join(', ');
  const eligible = requirement?.eligible ?? [];
  const people = eligible.length === 0 ? 'nobody' : eligible.join(', ');
  return [
    `  ${safe(names)}: ${risk} on ${safe(target)} in ${safe(environment)}: ${paint(outcome, tones[outcome], screen)}`,
    ...wrapped(why, screen, '    '),
    ...(requirement === undefined ? [] : wrapped(`eligible: ${people}`, screen, '    ')),
  ];
}

function describe({ id, file, line, effect, summary }: PolicySummary): string {
  return `${id} (${effect}, ${file}:${line}): ${summary}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function wrapped(text: string, screen: Screen, indent = '  '): readonly string[] {
  return wrapText(safe(text), screen.width - indent.length).map((line) => `${indent}${line}`);
}

function safe(text: string): string {
  return escapeForTerminal(text, { maximum: 2000 });
}

function toListing(rows: readonly StepDecision[]) {
  return {
    name: 'steps',
    rows,
    columns: [
      { header: 'STEP', value: ({ step }: StepDecision) => step },
      { header: 'RISK', value: ({ risk_level }: StepDecision) => risk_level },
      { header: 'TARGET', value: ({ target }: StepDecision) => target },
      { header: 'ENVIRONMENT', value: ({ environment }: StepDecision) => environment },
      { header: 'OUTCOME', value: ({ outcome }: StepDecision) => outcome },
      { header: 'POLICIES', value: ({ policies }: StepDecision) => policies.join(', ') },
      { header: 'WHY', value: ({ why }: StepDecision) => why },
    ],
    empty: 'No step was decided.',
  };
}
