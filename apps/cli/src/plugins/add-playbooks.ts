import { join } from 'node:path';
import { loadCatalog } from '@cloudops/playbooks';
import type { Plugin } from '@cloudops/plugins';
import { type Catalog, CloudOpsError, type Playbook, type PlaybookTrigger } from '@cloudops/spec';
import type { CatalogReading, Checks } from '../composition/catalog.ts';
import type { BrokenPlugin } from './installed-plugins.ts';
import { toBroken } from './load-plugins.ts';

/**
 * Adds the playbooks of plugins, one plugin after the other by name. One whose playbooks are wrong, or clash with what is there,
 * is refused with all of its playbooks, so that no other question is answered differently or not at all.
 */
export async function addPluginPlaybooks(
  base: Catalog,
  plugins: readonly Plugin[],
  checks: Checks,
): Promise<CatalogReading> {
  let catalog = base;
  const refused: BrokenPlugin[] = [];
  for (const plugin of plugins) {
    try {
      catalog = await addPlaybooksOf(plugin, catalog, checks);
    } catch (error) {
      refused.push(toBroken(plugin.name, error));
    }
  }
  return { catalog, refused };
}

/**
 * A catalog with the playbooks of one more plugin.
 * @throws CloudOpsError `PLAYBOOK_INVALID`, also where a question is written down that another playbook answers already, or where
 * what others read could leave by the plugin; `PLAYBOOK_FOLDER_UNREADABLE`.
 */
export async function addPlaybooksOf(
  { name, root, manifest }: Plugin,
  base: Catalog,
  checks: Checks,
): Promise<Catalog> {
  if (manifest.playbooks === undefined) return base;
  const folder = { origin: `plugin ${name}` as const, folder: join(root, manifest.playbooks) };
  const catalog = await loadCatalog({ folders: [folder], base, ...checks });
  assertNewQuestions(catalog, base);
  assertNewTriggers(catalog, base);
  assertKeptIn(catalog, base, manifest);
  return catalog;
}

/** What other providers read must not leave by a plugin's own way out: every step of it would be a read, which policy allows. */
function assertKeptIn(catalog: Catalog, base: Catalog, { providers = [] }: Plugin['manifest']): void {
  const own = new Map(providers.map(({ name, network }) => [name, network]));
  for (const { metadata, steps } of newPlaybooks(catalog, base)) {
    const named = [...new Set(steps.map(({ action }) => action.split('.')[0] ?? ''))].sort();
    const foreign = named.find((name) => !own.has(name));
    const open = named.find((name) => (own.get(name) ?? 'none') !== 'none');
    if (foreign === undefined || open === undefined) continue;
    throw new CloudOpsError({
      code: 'PLAYBOOK_INVALID',
      message: `The playbook "${metadata.name}" could hand what ${foreign} reads to ${open}, which reaches the network.`,
      nextSteps: [
        `Use ${foreign} and ${open} in two playbooks, or analyze in a provider with the network "none".`,
        'In a playbook of your own, in your folder of playbooks, you can combine them.',
      ],
    });
  }
}

function newPlaybooks({ entries }: Catalog, base: Catalog): readonly Playbook[] {
  const known = new Set(base.entries.map(({ playbook }) => playbook.metadata.name));
  return entries.flatMap(({ playbook }) => (known.has(playbook.metadata.name) ? [] : [playbook]));
}

/** Nor may it take over what another playbook answers by asking for more: the more specific trigger wins. */
function assertNewTriggers(catalog: Catalog, base: Catalog): void {
  const taken = base.entries.flatMap(({ playbook }) =>
    playbook.triggers.map((trigger) => ({ trigger, owner: playbook.metadata.name })),
  );
  for (const { metadata, triggers } of newPlaybooks(catalog, base)) {
    for (const trigger of triggers) {
      const other = taken.find((one) => canMeet(one.trigger, trigger));
      if (other === undefined) continue;
      const { intent_type, goal } = other.trigger;
      throw new CloudOpsError({
        code: 'PLAYBOOK_INVALID',
        message:
          `The playbook "${metadata.name}" has a trigger for questions that ${other.owner} answers: ${intent_type} ${goal ?? ''}`.trimEnd(),
        nextSteps: ['Give its triggers a goal of their own.'],
      });
    }
  }
}

/** Whether some question could fit both. */
function canMeet(left: PlaybookTrigger, right: PlaybookTrigger): boolean {
  const agree = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  return (
    left.intent_type === right.intent_type &&
    agree(left.goal, right.goal) &&
    agree(left.resource_type, right.resource_type)
  );
}

/** A plugin must not draw questions to itself that have their answer. */
function assertNewQuestions(catalog: Catalog, base: Catalog): void {
  const answered = new Map(base.entries.flatMap(({ playbook }) => questionsOf(playbook)));
  for (const playbook of newPlaybooks(catalog, base)) {
    const [taken, own] = questionsOf(playbook).find(([question]) => answered.has(question)) ?? [];
    if (taken === undefined || own === undefined) continue;
    throw new CloudOpsError({
      code: 'PLAYBOOK_INVALID',
      message: `The playbook "${own}" has the example "${taken}", which ${answered.get(taken)} answers.`,
      nextSteps: ['Leave that example out.'],
    });
  }
}

/** What is asked, without what makes no difference, and by which playbook it is answered. */
function questionsOf({ metadata }: Playbook): readonly (readonly [question: string, playbook: string])[] {
  return metadata.examples.map((example) => {
    const words =
      example
        .normalize('NFKC')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [];
    return [words.join(' '), metadata.name] as const;
  });
}
