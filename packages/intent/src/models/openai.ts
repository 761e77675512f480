import type OpenAI from 'openai';
import type { Secret } from '../keys/secret.ts';
import type { ModelCall, ModelClient, ModelReply, ModelStop, TokenUsage } from './model-client.ts';
import { defaultModel, findEffort, type ModelEffort } from './prices.ts';

type Response = OpenAI.Responses.Response;

/** How to reach OpenAI's Responses API. */
export interface OpenAIOptions {
  readonly key: () => Promise<Secret>;
  /** The cheapest current one unless given. */
  readonly model?: string;
  /** `https://api.openai.com/v1` unless given. */
  readonly baseUrl?: string;
  /** Read the answer as it comes. It is used only once it is whole. */
  readonly stream?: boolean;
  /** Null to leave the parameter out; by the table of models unless given. */
  readonly effort?: ModelEffort | null;
}

/** Asks an OpenAI model, with a strict schema and nothing stored. The SDK is loaded with the first call. */
export function createOpenAIClient(options: OpenAIOptions): ModelClient {
  const model = options.model ?? defaultModel('openai');
  return {
    kind: 'openai',
    model,
    async send(call) {
      const client = await connect(options, call);
      const body = toBody(model, options.effort === undefined ? findEffort(model) : options.effort, call);
      const settings = { signal: call.signal };
      if (options.stream !== true) return toReply(await client.responses.create(body, settings));
      return readStream(await client.responses.create({ ...body, stream: true }, settings));
    },
  };
}

async function connect(options: OpenAIOptions, { fetch }: ModelCall): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    apiKey: (await options.key()).reveal(),
    // Nothing but the options decides whom we talk to and who is billed.
    organization: null,
    project: null,
    adminAPIKey: null,
    baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
    maxRetries: 0,
    // A debug log would hold the question.
    logLevel: 'off',
    fetch,
  });
}

function toBody(
  model: string,
  effort: ModelEffort | null,
  { prompt, maxOutputTokens }: ModelCall,
): OpenAI.Responses.ResponseCreateParamsNonStreaming {
  return {
    model,
    instructions: `${prompt.system}\n\n${prompt.families}`,
    input: prompt.message,
    store: false,
    max_output_tokens: maxOutputTokens,
    ...(effort === null ? {} : { reasoning: { effort } }),
    text: { format: { type: 'json_schema', name: 'intent', strict: true, schema: { ...prompt.schema.json } } },
  };
}

function toReply(response: Response): ModelReply {
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const text = parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
  const isRefused = parts.some((part) => part.type === 'refusal');
  return { text, stop: isRefused ? 'refused' : toStop(response), usage: toUsage(response.usage) };
}

function toStop({ status, incomplete_details }: Response): ModelStop {
  // Servers of the same protocol leave the status out when all is well.
  if (status === 'completed' || status === undefined) return 'complete';
  if (incomplete_details?.reason === 'content_filter') return 'refused';
  return status === 'incomplete' ? 'truncated' : 'cut-off';
}

/** The last event carries the whole response; a stream that ends before it was cut. */
async function readStream(events: AsyncIterable<OpenAI.Responses.ResponseStreamEvent>): Promise<ModelReply> {
  let reply: ModelReply = { text: '', stop: 'cut-off', usage: null };
  for await (const event of events) {
    if (event.type === 'response.completed' || event.type === 'response.incomplete') reply = toReply(event.response);
  }
  return reply;
}

function toUsage(usage: OpenAI.Responses.ResponseUsage | null | undefined): TokenUsage | null {
  if (usage === null || usage === undefined) return null;
  const cacheRead = usage.input_tokens_details?.cached_tokens ?? 0;
  const cacheWrite = usage.input_tokens_details?.cache_write_tokens ?? 0;
  const input = Math.max(0, usage.input_tokens - cacheRead - cacheWrite);
  return { input, cacheRead, cacheWrite, output: usage.output_tokens };
}
