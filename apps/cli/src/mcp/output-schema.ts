import { reportSchema } from '@cloudops/spec';
import { z } from 'zod';

/** As much of a JSON Schema as is walked here. */
interface Node {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly [other: string]: unknown;
}

/** A JSON Schema of an object, as a tool states it. */
export type ObjectSchema = Readonly<Record<string, unknown>> & { readonly type: 'object' };

/** How far the report's schema is spelled out. All of it would be 7 kB in each of forty tools. */
const depth = 4;

/** What a tool that answers with a report returns as its structured content. */
export function answerSchema(): ObjectSchema {
  const text = { type: 'string' };
  const texts = { type: 'array', items: text };
  return {
    type: 'object',
    properties: {
      kind: { ...text, description: 'How far the question came, such as answered, denied, needs-approval, clarify.' },
      report: outlineOf(reportSchema),
      cut: {
        type: 'array',
        description: 'Lists of the report that were cut; show_run has the rest.',
        items: {
          type: 'object',
          properties: { section: text, shown: { type: 'integer' }, total: { type: 'integer' } },
        },
      },
      run_id: { type: ['string', 'null'], description: 'For show_run; null where nothing ran.' },
      plan_id: { type: ['string', 'null'] },
      audit_ids: texts,
      targets: { type: 'array', items: { type: 'object' } },
      plan: {
        type: 'object',
        description: 'What would be changed, and who has to approve it; only where something would be.',
      },
    },
    required: ['kind', 'report', 'cut', 'run_id', 'plan_id', 'audit_ids', 'targets'],
  };
}

/** The outer levels of a schema; what lies deeper is open. */
function outlineOf(schema: z.ZodType): Node {
  const root = z.toJSONSchema(schema, { reused: 'inline', unrepresentable: 'any' }) as Node;
  const definitions = (root.$defs ?? {}) as Readonly<Record<string, Node>>;
  return prune(root, depth, definitions);
}

function prune(node: Node, levels: number, definitions: Readonly<Record<string, Node>>): Node {
  const target = node.$ref === undefined ? node : definitions[node.$ref.replace('#/$defs/', '')];
  if (target === undefined) return {};
  const { properties, items, anyOf, type, required, description } = target;
  const below = (child: Node): Node => prune(child, levels - 1, definitions);
  const told = {
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
  };
  if (levels === 0) return told;
  if (properties !== undefined) {
    const kept = Object.entries(properties).map(([name, child]) => [name, below(child)]);
    return { ...told, properties: Object.fromEntries(kept), required };
  }
  if (items !== undefined) return { ...told, items: below(items) };
  return anyOf === undefined ? told : { ...told, anyOf: anyOf.map(below) };
}
