import { escapeForTerminal } from '@cloudops/report';
import type { IntentOutcome } from '@cloudops/spec';
import type { OutputForm } from './output.ts';

/** A question as it was read, in the shape of docs/cli.md. */
export function toIntentJson(outcome: IntentOutcome): object {
  const { intent, kind } = outcome;
  return {
    ...intent,
    outcome: kind,
    playbook: kind === 'matched' ? outcome.playbook : null,
    scope: intent.target.scope,
    slots: intent.target.filters,
    ...(kind === 'clarify' ? { clarify: { question: outcome.question, choices: outcome.choices } } : {}),
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
  };
}

/** A question as it was read. */
export function renderIntent(outcome: IntentOutcome, form: OutputForm): string {
  if (form === 'jsonl') return `${JSON.stringify(toIntentJson(outcome))}\n`;
  if (form !== 'human') return `${JSON.stringify(toIntentJson(outcome), null, 2)}\n`;
  const { intent, kind } = outcome;
  const { parser } = intent;
  const playbook = kind === 'matched' ? outcome.playbook : 'no playbook';
  const slots = Object.entries(intent.target.filters).map(([name, value]) => `${name}=${String(value)}`);
  const reader = [parser.kind, parser.model, parser.cached === true ? 'cached' : undefined].filter(Boolean).join(' ');
  const lines = [
    `${kind}: ${playbook} (confidence ${intent.confidence}, ${reader})`,
    ...(parser.fallback === undefined
      ? []
      : [`read here instead of by ${parser.fallback.from}: ${parser.fallback.why}`]),
    `scope: ${intent.target.scope ?? 'not named'}`,
    `names: ${slots.join(', ') || 'none'}`,
    ...(kind === 'clarify' ? [outcome.question] : []),
    ...('reason' in outcome ? [outcome.reason] : []),
    ...('choices' in outcome ? outcome.choices.map((choice) => `ask instead: ${choice.example}`) : []),
  ];
  return `${lines.map((line) => escapeForTerminal(line)).join('\n')}\n`;
}
