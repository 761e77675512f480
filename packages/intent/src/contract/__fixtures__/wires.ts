import { Secret } from '../../keys/secret.ts';
import { createAnthropicClient } from '../../models/anthropic.ts';
import type { ModelClient } from '../../models/model-client.ts';
import { createOpenAIClient } from '../../models/openai.ts';
import { createOpenAICompatibleClient } from '../../models/openai-compatible.ts';
import type { Scripted } from './scripted-server.ts';

/** How an answer ends on the wire. */
export type Ending = 'complete' | 'truncated' | 'refused';

/** One vendor's wire, as its documentation has it. */
export interface Wire {
  readonly name: string;
  readonly path: string;
  createClient(url: string, stream: boolean): ModelClient;
  /** A whole answer of 1,000 tokens in and 50 out. */
  answer(text: string, stream: boolean, ending?: Ending): Scripted;
  error(status: number, headers?: Record<string, string>): Scripted;
}

/** A key that no output may ever hold. */
export const testKey: string = 'sk-test-0123456789abcdefghijklmnop';

const key = async (): Promise<Secret> => new Secret(testKey);

function body(value: unknown): Scripted {
  return { kind: 'body', status: 200, body: JSON.stringify(value) };
}

function failure(value: unknown, status: number, headers: Record<string, string> = {}): Scripted {
  return { kind: 'body', status, headers, body: JSON.stringify(value) };
}

/** In pieces, as models write. */
function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,20}/g) ?? [''];
}

const anthropicStops: Readonly<Record<Ending, string>> = {
  complete: 'end_turn',
  truncated: 'max_tokens',
  refused: 'refusal',
};

function anthropicMessage(text: string, ending: Ending): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-5-5',
    content: ending === 'refused' ? [] : [{ type: 'text', text, citations: null }],
    stop_reason: anthropicStops[ending],
    stop_sequence: null,
    usage: { input_tokens: 200, cache_read_input_tokens: 800, cache_creation_input_tokens: 0, output_tokens: 50 },
  };
}

function anthropicEvents(text: string, ending: Ending): readonly string[] {
  const message = anthropicMessage(text, ending);
  const events: readonly object[] = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...pieces(text).map((piece) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: piece },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: anthropicStops[ending], stop_sequence: null },
      usage: { output_tokens: 50 },
    },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${'type' in event ? event.type : ''}\ndata: ${JSON.stringify(event)}\n\n`);
}

const anthropic: Wire = {
  name: 'anthropic',
  path: '/v1/messages',
  createClient: (url, stream) => createAnthropicClient({ key, baseUrl: url, stream }),
  answer: (text, stream, ending = 'complete') =>
    stream ? { kind: 'events', events: anthropicEvents(text, ending) } : body(anthropicMessage(text, ending)),
  error: (status, headers) =>
    failure(
      { type: 'error', error: { type: 'some_error', message: `no, ${testKey}` }, request_id: 'req_1' },
      status,
      headers,
    ),
};

function openaiResponse(text: string, ending: Ending): object {
  const part =
    ending === 'refused' ? { type: 'refusal', refusal: 'No.' } : { type: 'output_text', text, annotations: [] };
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'gpt-6-luna',
    status: ending === 'truncated' ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: ending === 'truncated' ? { reason: 'max_output_tokens' } : null,
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [part] },
    ],
    usage: {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 800, cache_write_tokens: 0 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 10 },
      total_tokens: 1050,
    },
  };
}

function openaiEvents(text: string, ending: Ending): readonly string[] {
  const response = openaiResponse(text, ending);
  const events: readonly object[] = [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
    ...pieces(text).map((delta) => ({
      type: 'response.output_text.delta',
      item_id: 'msg_1',
      output_index: 1,
      content_index: 0,
      delta,
    })),
    { type: ending === 'truncated' ? 'response.incomplete' : 'response.completed', response },
  ];
  return events.map(
    (event, sequence_number) =>
      `event: ${'type' in event ? event.type : ''}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`,
  );
}

function openaiError(status: number, headers?: Record<string, string>): Scripted {
  const error = { message: `Incorrect API key provided: ${testKey}`, type: 'some_error', param: null, code: 'no' };
  return failure({ error }, status, headers);
}

const openai: Wire = {
  name: 'openai',
  path: '/v1/responses',
  createClient: (url, stream) => createOpenAIClient({ key, baseUrl: `${url}/v1`, stream }),
  answer: (text, stream, ending = 'complete') =>
    stream ? { kind: 'events', events: openaiEvents(text, ending) } : body(openaiResponse(text, ending)),
  error: openaiError,
};

const chatStops: Readonly<Record<Ending, string>> = {
  complete: 'stop',
  truncated: 'length',
  refused: 'content_filter',
};
const chatUsage = {
  prompt_tokens: 1000,
  completion_tokens: 50,
  total_tokens: 1050,
  prompt_tokens_details: { cached_tokens: 800 },
};

function chatEvents(text: string, ending: Ending): readonly string[] {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'llama' };
  const events: readonly object[] = [
    { ...head, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
    ...pieces(text).map((content) => ({ ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
    { ...head, choices: [{ index: 0, delta: {}, finish_reason: chatStops[ending] }] },
    { ...head, choices: [], usage: chatUsage },
  ];
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'];
}

const compatible: Wire = {
  name: 'openai-compatible',
  path: '/v1/chat/completions',
  createClient: (url, stream) => createOpenAICompatibleClient({ key, baseUrl: `${url}/v1`, model: 'llama', stream }),
  answer: (text, stream, ending = 'complete') =>
    stream
      ? { kind: 'events', events: chatEvents(text, ending) }
      : body({
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 1,
          model: 'llama',
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content: text, refusal: null },
              finish_reason: chatStops[ending],
            },
          ],
          usage: chatUsage,
        }),
  error: openaiError,
};

/** All wires that have a parser. */
export const wires: readonly Wire[] = [anthropic, openai, compatible];
