import type { CatalogEntry, Choice, Intent, IntentOutcome, Json, ParserUse } from '@cloudops/spec';
import { findScope } from '../local/scope.ts';
import { splitWords } from '../local/words.ts';
import { minimumConfidence } from '../parse-intent.ts';
import type { ParseRequest } from '../parser.ts';
import type { ModelAnswer } from '../prompt/answer-schema.ts';
import type { ModelPrompt } from '../prompt/build-prompt.ts';
import { ordersChange } from './change-check.ts';
import { findJson } from './find-json.ts';
import { readSlots } from './read-slots.ts';

/** What was asked, and what came back. */
export interface AnswerReading {
  readonly request: ParseRequest;
  readonly prompt: ModelPrompt;
  /** The model's answer. Untrusted. */
  readonly text: string;
  readonly use: ParserUse;
}

/** An answer as read. `invalid` ones break the schema; what they would mean is not guessed at. */
export type ReadAnswer =
  | { readonly kind: 'read'; readonly outcome: IntentOutcome }
  | { readonly kind: 'invalid'; readonly failure: 'malformed' | 'invalid-answer'; readonly why: string };

interface Checked extends AnswerReading {
  readonly answer: ModelAnswer;
  readonly entry: CatalogEntry | undefined;
  readonly isChange: boolean;
}

/**
 * Reads a model's answer, whatever it holds. All that comes out is a choice among the candidates that fits what the
 * rules say about the question, a question back, or no.
 */
export function readAnswer(reading: AnswerReading): ReadAnswer {
  const json = findJson(reading.text);
  if (json === undefined) return { kind: 'invalid', failure: 'malformed', why: 'The model did not answer with JSON.' };
  const answer = reading.prompt.schema.zod.safeParse(json);
  if (!answer.success) {
    const where = [...new Set(answer.error.issues.map((issue) => String(issue.path[0] ?? 'the answer')))].sort();
    const known = where.map((part) => (/^[a-z]+$/.test(part) ? part : 'the answer')).join(', ');
    return {
      kind: 'invalid',
      failure: 'invalid-answer',
      why: `The model's answer does not fit the schema (${known}).`,
    };
  }
  const entry = reading.prompt.candidates.find(({ playbook }) => playbook.metadata.name === answer.data.playbook);
  return {
    kind: 'read',
    outcome: judge({ ...reading, answer: answer.data, entry, isChange: ordersChange(reading.request.question) }),
  };
}

function judge(checked: Checked): IntentOutcome {
  const { answer, entry, isChange } = checked;
  if (answer.outcome === 'refused') {
    return {
      kind: 'refused',
      intent: toIntent(checked, {}),
      reason: 'The text reads as instructions, not as a question.',
    };
  }
  if (answer.outcome === 'unsupported' || (entry !== undefined && isWrite(entry) !== isChange && isChange)) {
    return unsupported(checked);
  }
  if (answer.outcome === 'clarify' || entry === undefined || answer.confidence < minimumConfidence) {
    return clarify(checked, 'I am not sure what you mean. Is it one of these?');
  }
  if (isWrite(entry) !== isChange || (answer.asks === 'change') !== isChange) {
    return clarify(checked, 'I cannot tell whether you ask or want something changed. Which of these do you mean?');
  }
  return accept(checked, entry);
}

function accept(checked: Checked, entry: CatalogEntry): IntentOutcome {
  const { filters, dropped } = readSlots(checked.answer, entry, checked.request.question);
  const intent = toIntent(checked, filters);
  if (isWrite(entry) && dropped.length > 0) {
    return clarify(
      checked,
      `I am not sure about ${dropped.join(' and ')}. Which of these do you mean, with names as they are?`,
    );
  }
  if (isWrite(entry) && checked.answer.scope !== intent.target.scope) {
    return clarify(checked, 'I am not sure which environment you mean. Please name it with your order.');
  }
  return { kind: 'matched', intent, playbook: entry.playbook.metadata.name };
}

function unsupported(checked: Checked): IntentOutcome {
  const reason = checked.isChange
    ? 'No playbook makes a change like this.'
    : 'No playbook answers a question like this.';
  return { kind: 'unsupported', intent: toIntent(checked, {}), reason, choices: toChoices(checked) };
}

function clarify(checked: Checked, question: string): IntentOutcome {
  const intent = toIntent(checked, {});
  const confidence = Math.min(intent.confidence, unsure);
  return { kind: 'clarify', intent: { ...intent, confidence }, question, choices: toChoices(checked) };
}

/** A question back is never sure, whatever number a model gave. */
const unsure = 0.79;

/** The model's own guess first, then the nearest. */
function toChoices({ prompt, entry, request }: Checked): readonly Choice[] {
  if (entry === undefined) return nearestChoices(prompt, request.question);
  const others = prompt.candidates.filter((candidate) => candidate !== entry);
  return nearestChoices({ ...prompt, candidates: [entry, ...others] }, request.question);
}

/** The three nearest playbooks with an example each; never a change for who only asked. */
export function nearestChoices({ candidates }: ModelPrompt, question: string): readonly Choice[] {
  const isChange = ordersChange(question);
  return candidates
    .filter((candidate) => isWrite(candidate) === isChange)
    .slice(0, 3)
    .map(({ playbook: { metadata } }) => ({
      playbook: metadata.name,
      example: metadata.examples[0] ?? metadata.title,
    }));
}

function isWrite({ playbook }: CatalogEntry): boolean {
  return (playbook.metadata.risk ?? 'read') !== 'read';
}

function toIntent({ request, answer, entry, use }: Checked, filters: Readonly<Record<string, Json>>): Intent {
  const triggers = entry?.playbook.triggers ?? [];
  const trigger = triggers.find(({ resource_type }) => filters[resource_type ?? ''] !== undefined) ?? triggers[0];
  return {
    intent_type: trigger?.intent_type ?? 'unknown',
    target: { resource_type: trigger?.resource_type ?? 'unknown', scope: scopeOf(request, answer, entry), filters },
    goal: trigger?.goal ?? 'unknown',
    confidence: answer.confidence,
    question: request.question,
    language: answer.language,
    parser: use,
  };
}

/**
 * What rules find stands over what a model says. Its own reading of another language counts only for looking; for a
 * change the two must agree.
 */
function scopeOf(request: ParseRequest, answer: ModelAnswer, entry: CatalogEntry | undefined): string | null {
  const found = findScope(splitWords(request.question), request.environments);
  return found ?? (entry !== undefined && isWrite(entry) ? null : answer.scope);
}
