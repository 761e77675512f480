import type { Playbook } from '@cloudops/spec';
import { createPlaybookTool } from './playbook-tool.ts';
import { createInvestigateTool, createTriageTool } from './question-tools.ts';
import { explainFindingTool, listFindingsTool, verifyAuditLogTool } from './reading-tools.ts';
import type { ServerContext } from './server-context.ts';
import { showRunTool } from './show-run-tool.ts';
import type { Tool } from './tool.ts';

/** The tools of a server: what there is always, then the playbooks by name. */
export function listTools(context: ServerContext): readonly Tool[] {
  const general = [
    createInvestigateTool(context),
    createTriageTool(context),
    showRunTool,
    listFindingsTool,
    explainFindingTool,
    verifyAuditLogTool,
  ];
  const taken = new Set(general.map(({ name }) => name));
  const offered = runnable(context).filter(
    ({ metadata }) => !taken.has(metadata.name) && isOffered(metadata, context) && isWanted(metadata.name, context),
  );
  return [...general, ...offered.map((playbook) => createPlaybookTool(playbook, context))];
}

/** The playbook of this name that is not offered since it changes something; null for any other name. */
export function findWithheld(name: string, context: ServerContext): Playbook | null {
  const found = runnable(context).find(({ metadata }) => metadata.name === name);
  return found === undefined || isOffered(found.metadata, context) ? null : found;
}

function runnable({ catalog }: ServerContext): readonly Playbook[] {
  return catalog.entries
    .map(({ playbook }) => playbook)
    .filter(({ steps }) => steps.length > 0)
    .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
}

function isOffered({ risk = 'read' }: Playbook['metadata'], { settings }: ServerContext): boolean {
  return risk === 'read' || settings.allow_changes;
}

function isWanted(name: string, { settings: { playbooks } }: ServerContext): boolean {
  return playbooks?.includes(name) ?? true;
}
