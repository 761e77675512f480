import { z } from 'zod';
import { chooseTriage, titleOfTriage } from '../investigation/triage.ts';
import { answerInvestigation } from './answer-investigation.ts';
import { askEngine } from './ask-engine.ts';
import { parseArguments } from './check-arguments.ts';
import { environmentProperty } from './environment-argument.ts';
import { keepPlan } from './keep-plan.ts';
import { answerSchema } from './output-schema.ts';
import type { ServerContext } from './server-context.ts';
import { readsCloud, type Tool } from './tool.ts';

const environment = z.string().exactOptional();
const question = z.strictObject({
  question: z.string().trim().min(1).max(2000),
  environment,
  save_plan: z.boolean().exactOptional(),
});
const place = z.strictObject({ namespace: z.string().min(1).max(253).exactOptional(), environment });

/** Asks in words, as `cloudops investigate` does. */
export function createInvestigateTool(context: ServerContext): Tool {
  const changes = context.settings.allow_changes;
  const also = changes ? ' An order to change something is planned, never carried out.' : ' Changes nothing.';
  return {
    name: 'investigate',
    title: 'Ask about the cloud in words',
    description: `Answers a question about a cluster or an account by running the playbook that fits: ranked causes with their proof, what was ruled out, what could not be checked.${also} An unclear question is asked back (kind "clarify").`,
    inputSchema: {
      type: 'object',
      properties: {
        question: { type: 'string', minLength: 1, maxLength: 2000, description: 'Such as: why is CPU high in prod?' },
        ...environmentProperty(context),
        ...(changes
          ? { save_plan: { type: 'boolean', description: 'Keep a plan that changes something in a file.' } }
          : {}),
      },
      required: ['question'],
      additionalProperties: false,
    },
    outputSchema: answerSchema(),
    annotations: { ...readsCloud, readOnlyHint: true },
    async call(call, server) {
      const given = parseArguments(question, call.arguments);
      const parts = { environment: given.environment ?? null };
      const answer = await askEngine(call, server, parts, ({ engine }, options) =>
        engine.investigate(given.question, options),
      );
      return answerInvestigation(answer, given.save_plan === true ? await keepPlan(answer, server.paths) : null);
    },
  };
}

/** Looks at everything, as `cloudops triage` does. */
export function createTriageTool(context: ServerContext): Tool {
  return {
    name: 'triage',
    title: 'Find what is wrong',
    description:
      'Runs every analyzer that applies over a cluster, a namespace or an account, and ranks what is wrong by cause. Needs no question.',
    inputSchema: {
      type: 'object',
      properties: {
        namespace: { type: 'string', description: 'Only this Kubernetes namespace.' },
        ...environmentProperty(context),
      },
      additionalProperties: false,
    },
    outputSchema: answerSchema(),
    annotations: readsCloud,
    async call(call, server) {
      const { namespace, environment: named = null } = parseArguments(place, call.arguments);
      const inputs = namespace === undefined ? {} : { namespace };
      const answer = await askEngine(call, server, { inputs, environment: named }, (composition, options) =>
        composition.engine.triage(chooseTriage(undefined)(composition), titleOfTriage({ namespace }), options),
      );
      return answerInvestigation(answer, null);
    },
  };
}
