// For everybody who asks questions.

// For apps that ask models: what was spent, what is cached, where keys come from.
export type {
  BudgetLedger,
  CachedUse,
  Reservation,
  ReservationRequest,
  Settlement,
} from './budget/ledger.ts';
export { type LedgerOptions, openBudgetLedger } from './budget/open-ledger.ts';
export type { BudgetStatus } from './budget/status.ts';
export type { UsageGrouping, UsageQuery, UsageRow } from './budget/usage.ts';
export type { AnswerCache } from './cache/answer-cache.ts';
export { type CacheOptions, openAnswerCache } from './cache/open-cache.ts';
export { completeQuestion, type OpenQuestion } from './complete-question.ts';
export type { IntentErrorCode } from './errors.ts';
export { defaultKeySources, describeKeySource, type KeySource } from './keys/key-source.ts';
export { type KeyReading, readKey } from './keys/read-key.ts';
export { Secret } from './keys/secret.ts';
// For authors of parsers.
export { compileIndex } from './local/compile-index.ts';
export type { CompiledIndex, CompiledSource } from './local/compiled-index.ts';
export { findNearestPlaybooks, type NearPlaybook } from './local/find-nearest.ts';
export { createLocalParser, type LocalParserOptions } from './local/local-parser.ts';
export type { AnswerMode } from './models/answer-mode.ts';
export { type AnthropicOptions, createAnthropicClient } from './models/anthropic.ts';
export type { AskLimits } from './models/ask-model.ts';
export type { ParserFailure, ParserFailureKind } from './models/failure.ts';
export { createFallbackParser, type ParserChain } from './models/fallback-parser.ts';
export type { ModelCall, ModelClient, ModelReply, ModelStop, TokenUsage } from './models/model-client.ts';
export {
  createModelParser,
  type ModelParser,
  type ModelParserOptions,
  type ParserAttempt,
} from './models/model-parser.ts';
export { createOpenAIClient, type OpenAIOptions } from './models/openai.ts';
export { createOpenAICompatibleClient, type OpenAICompatibleOptions } from './models/openai-compatible.ts';
export {
  defaultModel,
  findPrice,
  type ModelEffort,
  type ModelPrice,
  type ModelVendor,
  pricesReadOn,
} from './models/prices.ts';
export { createRulesReader, type RulesReader, type RulesReading } from './models/rules.ts';
export { minimumConfidence, type ParseContext, parseIntent } from './parse-intent.ts';
export type { IntentParser, ParseRequest } from './parser.ts';
export type { AnswerSchema, ModelAnswer } from './prompt/answer-schema.ts';
export { type ModelPrompt, promptTokenLimit } from './prompt/build-prompt.ts';
export { type MaskedText, maskSecrets } from './safety/mask-secrets.ts';
