import type { Catalog } from '@cloudops/spec';
import { indexOf } from './parser-index.ts';
import { rankPlaybooks } from './rank.ts';
import { readQuestion } from './reading.ts';

/** One of the playbooks that a question may be about. */
export interface NearPlaybook {
  /** The playbook's id. */
  readonly playbook: string;
  /** About 0 to 1; comparable within one answer only. */
  readonly score: number;
}

/**
 * The playbooks most like a question, best first, reads and writes alike: what a model is given to choose from.
 * The index of a catalog is built once and kept as long as the catalog is.
 */
export function findNearestPlaybooks(question: string, catalog: Catalog, count: number): readonly NearPlaybook[] {
  const index = indexOf(catalog);
  const reading = readQuestion({ question, catalog, environments: [], signal: new AbortController().signal }, index);
  return rankPlaybooks(reading.topic, index.examples)
    .slice(0, count)
    .map(({ playbook, score }) => ({ playbook, score: Math.round(score * 1000) / 1000 }));
}
