import { createLocalParser, type IntentParser } from '@cloudops/intent';

/** Parsers that can be measured. */
export type ParserName = 'local';

/** All of them. */
export const parserNames: readonly ParserName[] = ['local'];

/** Makes the parser to be measured. */
export function createParser(_name: ParserName): IntentParser {
  return createLocalParser();
}
