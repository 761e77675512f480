import type { IntentParser } from '../parser.ts';
import { judge } from './judge.ts';
import { indexOf } from './parser-index.ts';
import { readQuestion } from './reading.ts';

/**
 * Reads a question without a model: likeness to the playbooks' examples, a lexicon of the trade in several languages,
 * tolerant of typing errors, plus slots by pattern. Needs no key and no network; the same question gives the same intent.
 */
export function createLocalParser(): IntentParser {
  return {
    kind: 'local',
    async parse(request) {
      const index = indexOf(request.catalog);
      return judge(readQuestion(request, index), index);
    },
  };
}
