import type { Investigation } from '@cloudops/engine';
import type { ModelPrompt } from '@cloudops/intent';
import { escapeForTerminal, wrapText } from '@cloudops/report';
import { proofTiers } from '@cloudops/spec';
import type { Screen } from '../screen.ts';

/** Why this playbook, this decision, these causes. */
export function renderExplanation(
  investigation: Investigation,
  { width }: Screen,
  sent: ModelPrompt | null = null,
): string {
  const lines = [
    ...explainMatch(investigation),
    ...explainSent(investigation, sent),
    ...explainDecision(investigation),
    ...explainCauses(investigation),
  ];
  const wrapped = lines.flatMap((line) => wrapText(escapeForTerminal(line), width - 2).map((part) => `  ${part}`));
  return ['', 'Why', ...wrapped, ''].join('\n');
}

function explainMatch({ intent, plan, why }: Investigation): readonly string[] {
  const { parser, confidence, target } = intent;
  const parse = `Read by the ${parser.kind} parser with confidence ${confidence}; scope ${target.scope ?? 'not named'}.`;
  return plan === null ? [parse] : [parse, `Playbook ${plan.playbook.id} ${plan.playbook.version}: ${why}`];
}

/** What left the machine, or that nothing did. */
function explainSent({ intent: { parser } }: Investigation, sent: ModelPrompt | null): readonly string[] {
  const instead = parser.fallback === undefined ? [] : [`Instead of ${parser.fallback.from}: ${parser.fallback.why}`];
  if (parser.sent === undefined || sent === null) return [...instead, 'Nothing of the question left this machine.'];
  const { input_tokens = 0, output_tokens = 0, cost_usd } = parser;
  const price = cost_usd === undefined ? 'price unknown' : `$${cost_usd.toFixed(6)}`;
  return [
    ...instead,
    `Sent to ${parser.fallback?.from ?? parser.kind}${parser.model === undefined ? '' : ` ${parser.model}`} (${input_tokens} tokens in, ${output_tokens} out, ${price}), ${parser.sent}:`,
    sent.message,
  ];
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
