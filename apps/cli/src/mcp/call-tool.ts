import { nearestHint } from '@cloudops/planner';
import { CloudOpsError, type Playbook } from '@cloudops/spec';
import { cleanText } from './clean-text.ts';
import { recordCall } from './record-call.ts';
import type { ServerContext } from './server-context.ts';
import type { Tool, ToolAnswer, ToolCall } from './tool.ts';
import { findWithheld } from './tool-list.ts';

/** Calls a tool in its turn, for a bounded time. Whatever goes wrong is told as the tool's own error: a model can correct it. */
export async function callTool(
  name: string,
  tools: readonly Tool[],
  call: ToolCall,
  context: ServerContext,
): Promise<ToolAnswer> {
  const timeout = AbortSignal.timeout(context.timeoutMs);
  try {
    const tool = tools.find((candidate) => candidate.name === name);
    if (tool === undefined) return await refuseTool(name, tools, context);
    const run = (signal: AbortSignal): Promise<ToolAnswer> => tool.call({ ...call, signal }, context);
    return await context.queue.run(run, AbortSignal.any([call.signal, timeout]));
  } catch (error) {
    return toErrorAnswer(error, context);
  }
}

async function refuseTool(name: string, tools: readonly Tool[], context: ServerContext): Promise<ToolAnswer> {
  const withheld = findWithheld(name, context);
  if (withheld !== null) return refuseChange(withheld, context);
  const names = tools.map((tool) => tool.name);
  const hint = nearestHint(name, names, 'List the tools.');
  return { text: `There is no tool "${cleanText(name, 100)}". ${hint}`, isError: true };
}

async function refuseChange({ metadata }: Playbook, context: ServerContext): Promise<ToolAnswer> {
  const { name, risk = 'write' } = metadata;
  const facts = { event: 'plan.refused', status: 'mcp-read-only', tool: name, playbook: name } as const;
  const auditId = await recordCall(context, facts);
  return {
    text: [
      `Refused: ${name} is a ${risk}, and this server only reads. Recorded as ${auditId}.`,
      'Calling again changes nothing. Whoever runs the server may let it plan changes (mcp.allow_changes in config.yaml); even then only a person approves and applies a plan.',
    ].join('\n'),
    isError: true,
  };
}

function toErrorAnswer(error: unknown, { note }: ServerContext): ToolAnswer {
  if (CloudOpsError.isInstance(error)) {
    const steps = error.nextSteps.map((step) => `→ ${cleanText(step)}`);
    return { text: [`${cleanText(error.message)} [${error.code}]`, ...steps].join('\n'), isError: true };
  }
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)) {
    return { text: `Stopped before it had an answer: ${cleanText(error.message)}`, isError: true };
  }
  note(`Unexpected failure of a tool: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return { text: 'Unexpected failure; the server’s standard error says more.', isError: true };
}
