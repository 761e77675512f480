import { escapeForTerminal } from '@cloudops/report';
import type { IntentOutcome } from '@cloudops/spec';
import type { OutputForm } from './output.ts';
import type { Screen } from './screen.ts';

/** A question as it was read; as JSON in the shape of docs/cli.md. */
export function renderIntent(outcome: IntentOutcome, form: OutputForm, _screen: Screen): string {
  const { intent, kind } = outcome;
  const playbook = kind === 'matched' ? outcome.playbook : null;
  const shape = { ...intent, outcome: kind, playbook, scope: intent.target.scope, slots: intent.target.filters };
  if (form === 'jsonl') return `${JSON.stringify(shape)}\n`;
  if (form !== 'human') return `${JSON.stringify(shape, null, 2)}\n`;
  const slots = Object.entries(intent.target.filters).map(([name, value]) => `${name}=${String(value)}`);
  const lines = [
    `${kind}: ${playbook ?? 'no playbook'} (confidence ${intent.confidence}, ${intent.parser.kind})`,
    `scope: ${intent.target.scope ?? 'not named'}`,
    `names: ${slots.join(', ') || 'none'}`,
    ...('choices' in outcome ? outcome.choices.map((choice) => `ask instead: ${choice.example}`) : []),
  ];
  return `${lines.map((line) => escapeForTerminal(line)).join('\n')}\n`;
}
