import type { Playbook } from '@cloudops/spec';
import { titleOfTriage } from '../investigation/triage.ts';
import { answerInvestigation } from './answer-investigation.ts';
import { askEngine } from './ask-engine.ts';
import { readInputs, wrongArguments } from './check-arguments.ts';
import { environmentProperty } from './environment-argument.ts';
import { toInputSchema } from './input-schema.ts';
import { keepPlan } from './keep-plan.ts';
import { answerSchema } from './output-schema.ts';
import type { ServerContext } from './server-context.ts';
import { readsCloud, type Tool, type ToolArguments } from './tool.ts';

const savePlan = {
  save_plan: {
    type: 'boolean',
    default: false,
    description: 'Keep the plan in a file for a person to approve and apply.',
  },
};

/** A playbook as a tool: one that changes something plans that change, and no more. */
export function createPlaybookTool(playbook: Playbook, context: ServerContext): Tool {
  const { metadata } = playbook;
  const isRead = (metadata.risk ?? 'read') === 'read';
  const own = { ...environmentProperty(context), ...(isRead ? {} : savePlan) };
  return {
    name: metadata.name,
    title: metadata.title,
    description: describe(playbook, isRead),
    inputSchema: toInputSchema(playbook, own),
    outputSchema: answerSchema(),
    annotations: { ...readsCloud, readOnlyHint: isRead, destructiveHint: metadata.risk === 'delete' },
    async call(call, server) {
      const inputs = readInputs(call.arguments, playbook, Object.keys(own));
      const environment = readText(call.arguments, 'environment', own);
      const isKept = readFlag(call.arguments, 'save_plan', own);
      const title = titleOfTriage({ playbook: metadata.name });
      const answer = await askEngine(call, server, { inputs, environment }, ({ engine }, options) =>
        engine.triage(metadata.name, title, options),
      );
      return answerInvestigation(answer, isKept ? await keepPlan(answer, server.paths) : null);
    },
  };
}

function describe({ metadata: { description, examples } }: Playbook, isRead: boolean): string {
  const asked = examples.slice(0, 3).map((example) => `“${example}”`);
  const effect = isRead ? '' : ' Only plans it: a person approves and applies the plan.';
  return `${description.trim()}${effect} Answers questions such as ${asked.join(', ')}.`;
}

function readText(given: ToolArguments, name: string, own: object): string | null {
  const value = Object.hasOwn(own, name) ? (given[name] ?? null) : null;
  if (value === null || typeof value === 'string') return value;
  throw wrongArguments(`${name} must be text.`);
}

function readFlag(given: ToolArguments, name: string, own: object): boolean {
  const value = Object.hasOwn(own, name) ? (given[name] ?? false) : false;
  if (typeof value === 'boolean') return value;
  throw wrongArguments(`${name} must be true or false.`);
}
