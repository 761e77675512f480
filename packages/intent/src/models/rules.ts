import type { Catalog, CatalogEntry, IntentOutcome } from '@cloudops/spec';
import { judge } from '../local/judge.ts';
import type { LocalParserOptions } from '../local/local-parser.ts';
import { indexOf } from '../local/parser-index.ts';
import { rankPlaybooks } from '../local/rank.ts';
import { readQuestion } from '../local/reading.ts';
import type { ParseRequest } from '../parser.ts';

/** What rules make of a question, before a model is asked. */
export interface RulesReading {
  /** What the local parser answers. */
  readonly outcome: IntentOutcome;
  /** The playbooks that the question is most like, nearest first; what the rules chose or offer leads. */
  readonly nearest: readonly CatalogEntry[];
}

/** Reads questions by rules. */
export interface RulesReader {
  read(request: ParseRequest): RulesReading;
}

/** How many playbooks a model may choose from. */
const nearestCount = 20;

/** The rules of the local parser. */
export function createRulesReader({ compiled }: LocalParserOptions = {}): RulesReader {
  return {
    read(request) {
      const index = indexOf(request.catalog, compiled);
      const reading = readQuestion(request, index);
      const outcome = judge(reading, index);
      const ranked = rankPlaybooks(reading.topic, index.examples).map(({ playbook }) => playbook);
      const names = [...new Set([...namesOf(outcome), ...ranked])].slice(0, nearestCount);
      const byName = new Map(request.catalog.entries.map((entry) => [entry.playbook.metadata.name, entry]));
      return { outcome, nearest: names.flatMap((name) => byName.get(name) ?? []) };
    },
  };
}

function namesOf(outcome: IntentOutcome): readonly string[] {
  if (outcome.kind === 'matched') return [outcome.playbook];
  return outcome.kind === 'refused' ? [] : outcome.choices.map(({ playbook }) => playbook);
}

/** Whether a playbook may change something. */
export function isWrite({ playbook }: CatalogEntry): boolean {
  return (playbook.metadata.risk ?? 'read') !== 'read';
}

/**
 * Whether the rules read a question as an order to change something. They only ever offer playbooks of one kind: such
 * as change for an order, such as look for a question. With nothing to offer it counts as an order, for which no
 * looking playbook will do.
 */
export function isOrder(rules: IntentOutcome, { entries }: Catalog): boolean {
  if (rules.kind === 'refused') return false;
  const name = rules.kind === 'matched' ? rules.playbook : rules.choices[0]?.playbook;
  const entry = entries.find(({ playbook }) => playbook.metadata.name === name);
  return entry === undefined || isWrite(entry);
}
