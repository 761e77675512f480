// For everybody who asks questions.
export type { IntentErrorCode } from './errors.ts';
// For authors of parsers.
export { createLocalParser } from './local/local-parser.ts';
export { minimumConfidence, type ParseContext, parseIntent } from './parse-intent.ts';
export type { IntentParser, ParseRequest } from './parser.ts';
