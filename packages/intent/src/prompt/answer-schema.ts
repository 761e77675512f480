import type { CatalogEntry, JsonObject } from '@cloudops/spec';
import { z } from 'zod';

/** What a model may answer with. */
export interface ModelAnswer {
  readonly asks: 'question' | 'change';
  readonly outcome: 'matched' | 'clarify' | 'unsupported' | 'refused';
  readonly playbook: string | null;
  readonly scope: string | null;
  readonly slots: readonly { readonly name: string; readonly value: string }[];
  readonly confidence: number;
  readonly language: string;
}

/** What an answer is checked against, and what a model is told to keep to. */
export interface AnswerSchema {
  readonly json: JsonObject;
  readonly zod: z.ZodType<ModelAnswer>;
}

/**
 * The schema for one question: its candidates, their slots, the known environments. It keeps to what OpenAI's strict
 * mode, Anthropic's structured outputs and llama.cpp's grammars all take: every property required, none added, no
 * bounds on numbers.
 */
export function createAnswerSchema(candidates: readonly CatalogEntry[], environments: readonly string[]): AnswerSchema {
  const playbooks = candidates.map((entry) => entry.playbook.metadata.name);
  const slots = [...new Set(candidates.flatMap(slotNames))].sort();
  return { json: toJsonSchema(playbooks, environments, slots), zod: toZod(playbooks, environments, slots) };
}

/** The names of the slots that fill a playbook's inputs. */
export function slotNames({ playbook }: CatalogEntry): readonly string[] {
  return Object.entries(playbook.inputs).map(([name, input]) => input.from ?? name);
}

function toJsonSchema(
  playbooks: readonly string[],
  environments: readonly string[],
  slots: readonly string[],
): JsonObject {
  const oneOf = (values: readonly string[]): JsonObject => ({ type: 'string', enum: values });
  const oneOfOrNull = (values: readonly string[]): JsonObject => ({ anyOf: [oneOf(values), { type: 'null' }] });
  const object = (properties: JsonObject): JsonObject => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  return object({
    asks: oneOf(['question', 'change']),
    outcome: oneOf(['matched', 'clarify', 'unsupported', 'refused']),
    playbook: oneOfOrNull(playbooks),
    scope: oneOfOrNull(environments),
    // An empty enum is invalid; a catalog whose playbooks take nothing has no slot to name.
    slots: {
      type: 'array',
      items: object({ name: slots.length > 0 ? oneOf(slots) : { type: 'string' }, value: { type: 'string' } }),
    },
    confidence: { type: 'number' },
    language: { type: 'string' },
  });
}

function toZod(
  playbooks: readonly string[],
  environments: readonly string[],
  slots: readonly string[],
): z.ZodType<ModelAnswer> {
  return z.strictObject({
    asks: z.enum(['question', 'change']),
    outcome: z.enum(['matched', 'clarify', 'unsupported', 'refused']),
    playbook: z.literal([...playbooks, null]),
    scope: z.literal([...environments, null]),
    slots: z.array(z.strictObject({ name: z.enum(slots), value: z.string().max(300) })).max(40),
    confidence: z.number().min(0).max(1),
    language: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  });
}
