import type { Assets } from '../composition/assets.ts';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';
import type { ValueKind } from './line.ts';

const mostRuns = 50;

/** What a word of a line can be on this machine; loads only what tells it. */
export async function listValues(kind: ValueKind, assets: Assets, paths: Paths): Promise<readonly string[]> {
  switch (kind) {
    case 'playbooks': {
      const { readCatalog } = await import('../composition/catalog.ts');
      return (await readCatalog(assets, paths)).entries.map(({ playbook }) => playbook.metadata.name);
    }
    case 'worlds': {
      const { listWorlds } = await import('../composition/worlds.ts');
      return (await listWorlds([assets.worlds, paths.userWorlds])).map((world) => world.name);
    }
    case 'runs': {
      // Completing a line leaves nothing behind, not even an empty database.
      if (!isThere(paths.runsDatabase)) return [];
      const { withJournal } = await import('../state.ts');
      return withJournal(paths, async (journal) => (await journal.list({ last: mostRuns })).map((run) => run.id));
    }
  }
}
