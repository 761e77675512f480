import type OpenAI from 'openai';
import type { Secret } from '../keys/secret.ts';
import { type AnswerMode, answerModes, toModeParams } from './answer-mode.ts';
import { readChatStream, toChatReply } from './chat-reply.ts';
import type { ModelCall, ModelClient, ModelReply } from './model-client.ts';
import { isHttpError } from './to-failure.ts';

/** How to reach a server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, llama.cpp, Azure. */
export interface OpenAICompatibleOptions {
  /** Up to and without `/chat/completions`, such as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Left out for servers that ask for none; then no authorization is sent. */
  readonly key?: () => Promise<Secret>;
  /** Read the answer as it comes. It is used only once it is whole. */
  readonly stream?: boolean;
  /** Set for Azure: sent as `api-version`, and the key as `api-key`. The base URL then ends in the deployment. */
  readonly azureApiVersion?: string;
  /** How to get JSON from the server; found out by asking unless given. */
  readonly mode?: AnswerMode;
}

/**
 * Asks any server that speaks chat completions. What it can do is found out by its errors: a strict schema, else a
 * forced tool, else JSON mode, else the prompt alone; what worked is kept for the next question.
 */
export function createOpenAICompatibleClient(options: OpenAICompatibleOptions): ModelClient {
  let modes: readonly AnswerMode[] = options.mode === undefined ? answerModes : [options.mode];
  return {
    kind: 'openai-compatible',
    model: options.model,
    async send(call) {
      const client = await connect(options, call);
      let rejection: unknown;
      for (const [position, mode] of modes.entries()) {
        try {
          const reply = await ask(client, options, mode, call);
          modes = modes.slice(position);
          return reply;
        } catch (error) {
          if (!isUnsupportedMode(error)) throw error;
          rejection = error;
        }
      }
      throw rejection;
    },
  };
}

/** The statuses with which servers turn down a parameter that they do not know; never 401, 404 or 429. */
function isUnsupportedMode(error: unknown): boolean {
  return isHttpError(error) && [400, 415, 422, 501].includes(error.status);
}

async function ask(
  client: OpenAI,
  options: OpenAICompatibleOptions,
  mode: AnswerMode,
  { prompt, maxOutputTokens, signal }: ModelCall,
): Promise<ModelReply> {
  const body: OpenAI.ChatCompletionCreateParamsNonStreaming = {
    model: options.model,
    messages: [
      { role: 'system', content: `${prompt.system}\n\n${prompt.families}` },
      { role: 'user', content: prompt.message },
    ],
    // Azure's reasoning models take only the new name, most other servers only the old one.
    ...(options.azureApiVersion === undefined
      ? { max_tokens: maxOutputTokens }
      : { max_completion_tokens: maxOutputTokens }),
    ...toModeParams(mode, prompt.schema.json),
  };
  if (options.stream !== true) return toChatReply(await client.chat.completions.create(body, { signal }));
  return readChatStream(
    await client.chat.completions.create(
      {
        ...body,
        stream: true,
        ...(options.azureApiVersion === undefined ? { stream_options: { include_usage: true } } : {}),
      },
      { signal },
    ),
  );
}

async function connect(options: OpenAICompatibleOptions, { fetch }: ModelCall): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  const key = (await options.key?.())?.reveal();
  const isAzure = options.azureApiVersion !== undefined;
  return new OpenAI({
    // The SDK wants a key; the header that it would travel in is taken out where there is none.
    apiKey: key ?? 'none',
    defaultHeaders: {
      ...(isAzure || key === undefined ? { Authorization: null } : {}),
      ...(isAzure && key !== undefined ? { 'api-key': key } : {}),
    },
    ...(isAzure ? { defaultQuery: { 'api-version': options.azureApiVersion } } : {}),
    organization: null,
    project: null,
    adminAPIKey: null,
    baseURL: options.baseUrl,
    maxRetries: 0,
    // A debug log would hold the question.
    logLevel: 'off',
    fetch,
  });
}
