import type { JsonObject } from '@cloudops/spec';
import type OpenAI from 'openai';

/** How a chat server is made to answer with JSON. */
export type AnswerMode = 'schema' | 'tool' | 'json' | 'prompt';

/** The strictest first. */
export const answerModes: readonly AnswerMode[] = ['schema', 'tool', 'json', 'prompt'];

/** The name of the tool that a model is made to call; nothing runs. */
export const toolName: string = 'intent';

type ModeParams = Pick<OpenAI.ChatCompletionCreateParams, 'response_format' | 'tools' | 'tool_choice'>;

/** The parameters of a mode. The prompt itself always says what the JSON looks like. */
export function toModeParams(mode: AnswerMode, json: JsonObject): ModeParams {
  const schema = { ...json };
  switch (mode) {
    case 'schema':
      return { response_format: { type: 'json_schema', json_schema: { name: toolName, strict: true, schema } } };
    case 'tool':
      return {
        tools: [{ type: 'function', function: { name: toolName, strict: true, parameters: schema } }],
        tool_choice: { type: 'function', function: { name: toolName } },
      };
    case 'json':
      return { response_format: { type: 'json_object' } };
    case 'prompt':
      return {};
  }
}
