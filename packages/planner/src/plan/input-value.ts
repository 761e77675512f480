import type { Json, PlaybookInput, PlaybookInputType } from '@cloudops/spec';
import { misfit } from './input-format.ts';

/** A value of an input's type, or why it is none. */
export type InputOutcome =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'rejected'; readonly message: string; readonly hint: string };

const forms: Readonly<Record<PlaybookInputType, string>> = {
  string: 'text',
  integer: 'a whole number such as 5',
  number: 'a number such as 0.8',
  boolean: 'true or false',
  duration: 'an ISO 8601 duration such as PT30M',
};

const durationPattern = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Checks a value against an input's type, bounds, choices, format and pattern. Text, as from a command line, is read as that type:
 * `"5"` is the integer 5. Bounds of a duration are in seconds.
 */
export function readInputValue(input: PlaybookInput, raw: Json): InputOutcome {
  const value = typeof raw === 'string' ? fromText(input.type, raw.trim(), raw) : raw;
  if (!hasType(input.type, value)) {
    return {
      kind: 'rejected',
      message: `must be ${forms[input.type]}, got ${show(raw)}`,
      hint: `give ${forms[input.type]}`,
    };
  }
  return checkBounds(input, value) ?? checkChoices(input, value) ?? checkForm(input, value) ?? { kind: 'value', value };
}

/** An ISO 8601 duration in seconds; undefined when the text is none. Years and months have no fixed length and are refused. */
export function durationSeconds(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return weeks * 604_800 + days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

function fromText(type: PlaybookInputType, text: string, raw: string): Json {
  if (type === 'integer' && /^[+-]?\d{1,16}$/.test(text)) return Number(text);
  if (type === 'number' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return type === 'duration' ? text : raw;
}

function hasType(type: PlaybookInputType, value: Json): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed();
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'duration':
      return typeof value === 'string' && durationSeconds(value) !== undefined;
  }
}

function checkBounds(input: PlaybookInput, value: Json): InputOutcome | undefined {
  const isDuration = input.type === 'duration' && typeof value === 'string';
  const measure = isDuration ? durationSeconds(value) : value;
  if (typeof measure !== 'number') return undefined;
  const unit = isDuration ? ' seconds' : '';
  const { minimum, maximum } = input;
  const tooLow = minimum !== undefined && measure < minimum;
  const tooHigh = maximum !== undefined && measure > maximum;
  if (!tooLow && !tooHigh) return undefined;
  const bound = tooLow ? `at least ${minimum}${unit}` : `at most ${maximum}${unit}`;
  const message = `must be ${bound}, got ${isDuration ? `${show(value)} (${measure}${unit})` : show(value)}`;
  return { kind: 'rejected', message, hint: `allowed: ${minimum ?? 'any'} to ${maximum ?? 'any'}${unit}` };
}

function checkChoices(input: PlaybookInput, value: Json): InputOutcome | undefined {
  if (input.choices === undefined || input.choices.includes(value)) return undefined;
  const choices = input.choices.map(show).join(', ');
  return {
    kind: 'rejected',
    message: `must be one of ${choices}, got ${show(value)}`,
    hint: `choose one of ${choices}`,
  };
}

function checkForm(input: PlaybookInput, value: Json): InputOutcome | undefined {
  const form = typeof value === 'string' ? misfit(input, value) : null;
  if (form === null) return undefined;
  const such = form.example === '' ? '' : `, such as ${form.example}`;
  return { kind: 'rejected', message: `must be ${form.words}${such}; got ${show(value)}`, hint: input.description };
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
