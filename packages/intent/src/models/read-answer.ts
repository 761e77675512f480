import type { CatalogEntry, Choice, Intent, IntentOutcome, Json, ParserUse } from '@cloudops/spec';
import { minimumConfidence } from '../parse-intent.ts';
import type { ParseRequest } from '../parser.ts';
import type { ModelAnswer } from '../prompt/answer-schema.ts';
import type { ModelPrompt } from '../prompt/build-prompt.ts';
import { findJson } from './find-json.ts';
import { readSlots } from './read-slots.ts';
import { isOrder, isWrite } from './rules.ts';

/** What was asked, and what came back. */
export interface AnswerReading {
  readonly request: ParseRequest;
  readonly prompt: ModelPrompt;
  /** What the rules of the local parser make of the question. A model may know better what is asked, never what is ordered. */
  readonly rules: IntentOutcome;
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
    outcome: judge({
      ...reading,
      answer: answer.data,
      entry,
      isChange: isOrder(reading.rules, reading.request.catalog),
    }),
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
  const { answer, request, rules } = checked;
  const { filters, dropped } = readSlots(answer, entry, request.question);
  const name = entry.playbook.metadata.name;
  const agreed = rules.kind === 'matched' && rules.playbook === name ? rules.intent : null;
  if (!isWrite(entry)) {
    // What rules find and a model leaves out, such as a stretch of time, still was said.
    const all = Object.entries({ ...agreed?.target.filters, ...filters }).sort(([left], [right]) =>
      left < right ? -1 : 1,
    );
    return { kind: 'matched', intent: toIntent(checked, Object.fromEntries(all)), playbook: name };
  }
  if (agreed === null) return clarify(checked, 'Please order one change of one named thing, in one plain sentence.');
  const doubtful = Object.keys(filters).filter((slot) => String(filters[slot]) !== String(agreed.target.filters[slot]));
  const unsure = [...new Set([...dropped, ...doubtful])].sort();
  if (unsure.length > 0) {
    return clarify(
      checked,
      `I am not sure about ${unsure.join(' and ')}. Please order the change with names as they are.`,
    );
  }
  if (answer.scope !== agreed.target.scope) {
    return clarify(checked, 'I am not sure which environment you mean. Please name it with your order.');
  }
  const confidence = Math.min(answer.confidence, agreed.confidence);
  return { kind: 'matched', intent: { ...agreed, confidence, parser: checked.use }, playbook: name };
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
function toChoices({ prompt, entry, isChange }: Checked): readonly Choice[] {
  if (entry === undefined) return nearestChoices(prompt, isChange);
  const others = prompt.candidates.filter((candidate) => candidate !== entry);
  return nearestChoices({ ...prompt, candidates: [entry, ...others] }, isChange);
}

/** The three nearest playbooks with an example each; never a change for who only asked. */
export function nearestChoices({ candidates }: ModelPrompt, isChange: boolean): readonly Choice[] {
  return candidates
    .filter((candidate) => isWrite(candidate) === isChange)
    .slice(0, 3)
    .map(({ playbook: { metadata } }) => ({
      playbook: metadata.name,
      example: metadata.examples[0] ?? metadata.title,
    }));
}

function toIntent({ request, answer, entry, rules, use }: Checked, filters: Readonly<Record<string, Json>>): Intent {
  const triggers = entry?.playbook.triggers ?? [];
  const trigger = triggers.find(({ resource_type }) => filters[resource_type ?? ''] !== undefined) ?? triggers[0];
  return {
    intent_type: trigger?.intent_type ?? 'unknown',
    target: {
      resource_type: trigger?.resource_type ?? 'unknown',
      // What rules find stands; a model's reading counts where they find nothing, such as in another language.
      scope: rules.intent.target.scope ?? answer.scope,
      filters,
    },
    goal: trigger?.goal ?? 'unknown',
    confidence: answer.confidence,
    question: request.question,
    language: answer.language,
    parser: use,
  };
}
