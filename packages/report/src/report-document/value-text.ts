import type { EvidenceRef, Json } from '@cloudops/spec';
import { toSortKey } from '../json/ordered-json.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';

const shortValue = 120;
const longValue = 1000;

/** A fact as `step pointer = value`. */
export function evidenceText({ step, pointer, value }: EvidenceRef, options: { readonly verbose: boolean }): string {
  const place = pointer === '' ? step : `${step} ${pointer}`;
  return `${place} = ${valueText(value, options.verbose ? longValue : shortValue)}`;
}

/** A fact as the step that read it, the place in its output, and the value there; texts as they are. */
export function evidenceCells({ step, pointer, value }: EvidenceRef): readonly string[] {
  const shown = typeof value === 'string' && value !== '' ? value : valueText(value, longValue);
  return [step, pointer, escapeForTerminal(shown, { maximum: longValue })];
}

/** A value as JSON with sorted keys, bounded. */
function valueText(value: Json, maximum: number = shortValue): string {
  return escapeForTerminal(typeof value === 'string' ? JSON.stringify(value) : toSortKey(value as object), { maximum });
}

/** Inputs as `name=value`, sorted by name, each bounded. */
export function inputsText(inputs: Readonly<Record<string, Json>>, maximum: number = shortValue): string {
  return Object.keys(inputs)
    .sort()
    .map((name) => `${name}=${inputText(inputs[name] ?? null, maximum)}`)
    .join(' ');
}

function inputText(value: Json, maximum: number): string {
  return typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : valueText(value, maximum);
}
