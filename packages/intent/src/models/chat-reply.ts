import type OpenAI from 'openai';
import { toolName } from './answer-mode.ts';
import type { ModelReply, ModelStop, TokenUsage } from './model-client.ts';

/** A chat completion as a reply. Servers leave out much of what the types promise. */
export function toChatReply(completion: OpenAI.ChatCompletion): ModelReply {
  const choice = completion.choices?.[0];
  const call = choice?.message?.tool_calls?.find((tool) => tool.type === 'function' && tool.function.name === toolName);
  const called = call?.type === 'function' ? call.function.arguments : undefined;
  const isRefused = typeof choice?.message?.refusal === 'string' && choice.message.refusal !== '';
  return {
    text: called ?? choice?.message?.content ?? '',
    stop: isRefused ? 'refused' : toStop(choice?.finish_reason),
    usage: toUsage(completion.usage),
  };
}

/** Joins the pieces. A stream that ends without a reason was cut. */
export async function readChatStream(chunks: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<ModelReply> {
  const text: string[] = [];
  const called: string[] = [];
  let isRefused = false;
  let stop: ModelStop = 'cut-off';
  let usage: TokenUsage | null = null;
  for await (const chunk of chunks) {
    usage = toUsage(chunk.usage) ?? usage;
    const choice = chunk.choices?.[0];
    if (choice === undefined) continue;
    text.push(choice.delta?.content ?? '');
    called.push(...(choice.delta?.tool_calls ?? []).map((call) => call.function?.arguments ?? ''));
    isRefused ||= (choice.delta?.refusal ?? '') !== '';
    if (choice.finish_reason !== null && choice.finish_reason !== undefined) stop = toStop(choice.finish_reason);
  }
  return { text: called.length > 0 ? called.join('') : text.join(''), stop: isRefused ? 'refused' : stop, usage };
}

function toStop(reason: string | null | undefined): ModelStop {
  if (reason === 'stop' || reason === 'tool_calls' || reason === 'function_call') return 'complete';
  if (reason === 'length') return 'truncated';
  return reason === 'content_filter' ? 'refused' : 'cut-off';
}

function toUsage(usage: OpenAI.CompletionUsage | null | undefined): TokenUsage | null {
  if (typeof usage?.prompt_tokens !== 'number') return null;
  const cacheRead = usage.prompt_tokens_details?.cached_tokens ?? 0;
  const cacheWrite = usage.prompt_tokens_details?.cache_write_tokens ?? 0;
  const input = Math.max(0, usage.prompt_tokens - cacheRead - cacheWrite);
  return { input, cacheRead, cacheWrite, output: usage.completion_tokens ?? 0 };
}
