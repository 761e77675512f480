import type { IntentParser } from '../parser.ts';
import type { CompiledSource } from './compiled-index.ts';
import { judge } from './judge.ts';
import { indexOf } from './parser-index.ts';
import { readQuestion } from './reading.ts';

/** What may spare the local parser work. */
export interface LocalParserOptions {
  /** An index that was made before, by `compileIndex`. Asked once a catalog; whatever does not fit it is built instead. */
  readonly compiled?: CompiledSource;
}

/**
 * Reads a question without a model: likeness to the playbooks' examples, a lexicon of the trade in several languages,
 * tolerant of typing errors, plus slots by pattern. Needs no key and no network; the same question gives the same intent.
 */
export function createLocalParser({ compiled }: LocalParserOptions = {}): IntentParser {
  return {
    kind: 'local',
    async parse(request) {
      const index = indexOf(request.catalog, compiled);
      return judge(readQuestion(request, index), index);
    },
  };
}
