import type { Investigation } from '@cloudops/engine';
import { escapeForTerminal, wrapText } from '@cloudops/report';
import { proofTiers } from '@cloudops/spec';
import type { Screen } from '../screen.ts';

/** Why this playbook, this decision, these causes. */
export function renderExplanation(investigation: Investigation, { width }: Screen): string {
  const lines = [...explainMatch(investigation), ...explainDecision(investigation), ...explainCauses(investigation)];
  const wrapped = lines.flatMap((line) => wrapText(escapeForTerminal(line), width - 2).map((part) => `  ${part}`));
  return ['', 'Why', ...wrapped, ''].join('\n');
}

function explainMatch({ intent, plan, why }: Investigation): readonly string[] {
  const { parser, confidence, target } = intent;
  const parse = `Read by the ${parser.kind} parser with confidence ${confidence}; scope ${target.scope ?? 'not named'}.`;
  return plan === null ? [parse] : [parse, `Playbook ${plan.playbook.id} ${plan.playbook.version}: ${why}`];
}

function explainDecision({ decision }: Investigation): readonly string[] {
  if (decision === null) return [];
  const policies = [...new Set(decision.steps.flatMap((step) => step.policies))].sort();
  return [`Policy (${decision.engine}): ${decision.outcome} by ${policies.join(', ') || 'nothing'}. ${decision.why}`];
}

function explainCauses({ report }: Investigation): readonly string[] {
  return report.causes.map((cause) => {
    const strength = proofTiers.indexOf(cause.tier) + 1;
    return `Cause ${cause.rank} (${cause.code}): proof by ${cause.tier} (${strength} of ${proofTiers.length}, 1 is strongest), explains ${cause.consequences.length} other findings.`;
  });
}
