import type { Catalog } from '@cloudops/spec';
import { estimateTokens } from './tokens.ts';

/**
 * All that is loaded, in one short paragraph, so that a model can tell "not here" from "not at all". A function of
 * the catalog alone: it is sent with the system text and cached with it.
 */
export function listFamilies(catalog: Catalog, limit: number): string {
  const families = groupByFamily(catalog);
  let text = 'Everything that is loaded, by family; only what is among the candidates can be chosen:';
  for (const [family, members] of families) {
    for (const line of [`${family}: ${members.join(', ')}`, `${family}: ${members.length} more`]) {
      if (estimateTokens(`${text}\n${line}`) > limit) continue;
      text = `${text}\n${line}`;
      break;
    }
  }
  return text;
}

function groupByFamily(catalog: Catalog): ReadonlyMap<string, readonly string[]> {
  const names = catalog.entries.map(({ playbook }) => playbook.metadata.name).sort();
  const families = new Map<string, string[]>();
  for (const name of names) {
    const family = /^(k8s|aws)-/.exec(name)?.[1] ?? 'other';
    families.set(family, [...(families.get(family) ?? []), family === 'other' ? name : name.slice(family.length + 1)]);
  }
  return families;
}
