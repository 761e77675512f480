import type { Catalog, CatalogEntry } from '@cloudops/spec';
import { indexExamples, rankPlaybooks } from '../local/similarity.ts';
import { splitWords } from '../local/words.ts';

/** The playbooks that a question is most like, nearest first. */
export function findNearestEntries(question: string, catalog: Catalog, count: number): readonly CatalogEntry[] {
  const byName = new Map(catalog.entries.map((entry) => [entry.playbook.metadata.name, entry]));
  return rankPlaybooks(splitWords(question), indexExamples(catalog))
    .slice(0, count)
    .flatMap(({ playbook }) => byName.get(playbook) ?? []);
}
