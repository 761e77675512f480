import type Anthropic from '@anthropic-ai/sdk';
import type { Secret } from '../keys/secret.ts';
import type { ModelCall, ModelClient, ModelReply, ModelStop, TokenUsage } from './model-client.ts';
import { defaultModel, findEffort, type ModelEffort } from './prices.ts';

/** How to reach Anthropic's Messages API. */
export interface AnthropicOptions {
  readonly key: () => Promise<Secret>;
  /** The cheapest current one unless given. */
  readonly model?: string;
  /** `https://api.anthropic.com` unless given. */
  readonly baseUrl?: string;
  /** Read the answer as it comes. It is used only once it is whole. */
  readonly stream?: boolean;
  /** Null to leave the parameter out; by the table of models unless given. */
  readonly effort?: ModelEffort | null;
}

/** Asks a Claude model, with structured outputs and a cached system prompt. The SDK is loaded with the first call. */
export function createAnthropicClient(options: AnthropicOptions): ModelClient {
  const model = options.model ?? defaultModel('anthropic');
  return {
    kind: 'anthropic',
    model,
    async send(call) {
      const client = await connect(options, call);
      const body = toBody(model, options.effort === undefined ? findEffort(model) : options.effort, call);
      const settings = { signal: call.signal };
      if (options.stream !== true) return toReply(await client.messages.create(body, settings));
      return readStream(await client.messages.create({ ...body, stream: true }, settings));
    },
  };
}

async function connect(options: AnthropicOptions, { fetch }: ModelCall): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  return new Anthropic({
    apiKey: (await options.key()).reveal(),
    // Nothing but the options decides whom we talk to: no profiles, no tokens of other tools.
    authToken: null,
    config: null,
    credentials: null,
    baseURL: options.baseUrl ?? 'https://api.anthropic.com',
    maxRetries: 0,
    // A debug log would hold the question.
    logLevel: 'off',
    openTelemetry: false,
    fetch,
  });
}

function toBody(
  model: string,
  effort: ModelEffort | null,
  { prompt, maxOutputTokens }: ModelCall,
): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model,
    max_tokens: maxOutputTokens,
    system: [
      { type: 'text', text: prompt.system },
      { type: 'text', text: prompt.families, cache_control: { type: 'ephemeral' } },
    ],
    messages: [{ role: 'user', content: prompt.message }],
    output_config: {
      ...(effort === null ? {} : { effort }),
      format: { type: 'json_schema', schema: { ...prompt.schema.json } },
    },
  };
}

function toReply(message: Anthropic.Message): ModelReply {
  const text = message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  return { text, stop: toStop(message.stop_reason), usage: toUsage(message.usage) };
}

async function readStream(events: AsyncIterable<Anthropic.RawMessageStreamEvent>): Promise<ModelReply> {
  let text = '';
  let usage: TokenUsage | null = null;
  let stop: ModelStop = 'cut-off';
  let ended = false;
  for await (const event of events) {
    if (event.type === 'message_start') usage = toUsage(event.message.usage);
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
    if (event.type === 'message_delta') {
      stop = toStop(event.delta.stop_reason);
      usage = { ...(usage ?? toUsage(event.usage)), output: event.usage.output_tokens };
    }
    ended ||= event.type === 'message_stop';
  }
  return { text, stop: ended ? stop : 'cut-off', usage };
}

function toStop(reason: Anthropic.StopReason | null): ModelStop {
  if (reason === 'end_turn' || reason === 'stop_sequence') return 'complete';
  if (reason === 'refusal') return 'refused';
  return reason === null ? 'cut-off' : 'truncated';
}

interface AnthropicUsage {
  readonly input_tokens: number | null;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number | null;
  readonly cache_creation_input_tokens: number | null;
}

function toUsage(usage: AnthropicUsage): TokenUsage {
  return {
    input: usage.input_tokens ?? 0,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
    output: usage.output_tokens,
  };
}
