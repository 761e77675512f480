import type { EvidenceRef } from '@cloudops/spec';
import type { Book } from '../../evidence/book.ts';
import { quantityOf } from '../../evidence/quantity.ts';
import { listAt, textAt, valueAt } from '../../evidence/read.ts';
import type { WorkloadEntry } from './workload.ts';

/** Where a CPU limit comes from that the workload's own template does not state. */
export interface LimitDefault {
  readonly name: string;
  readonly evidence: readonly EvidenceRef[];
}

/** The LimitRange whose default became a container's limit; null when the template states the limit, or none fits. */
export function limitDefaultOf(
  book: Book,
  { namespace, item }: WorkloadEntry,
  container: { readonly name: string; readonly limit: number | null },
): LimitDefault | null {
  const stated = listAt(item?.raw, 'spec', 'template', 'spec', 'containers').find(
    (one) => textAt(one, 'name') === container.name,
  );
  if (stated === undefined || valueAt(stated, 'resources', 'limits', 'cpu') !== undefined) return null;
  for (const { raw, place } of book.items('limitranges')) {
    if (textAt(raw, 'metadata', 'namespace') !== namespace) continue;
    const index = listAt(raw, 'spec', 'limits').findIndex(
      (one) => textAt(one, 'type') === 'Container' && quantityOf(valueAt(one, 'default', 'cpu')) === container.limit,
    );
    if (index >= 0) {
      return {
        name: textAt(raw, 'metadata', 'name'),
        evidence: book.citeAll([[place, 'spec', 'limits', index, 'default', 'cpu']]),
      };
    }
  }
  return null;
}

/** What a reader must know of a limit that nobody chose; empty for one that the workload states. */
export function limitDefaultWords(preset: LimitDefault | null): string {
  return preset === null
    ? ''
    : ` The limit is no choice of the workload: it is the default of LimitRange ${preset.name}.`;
}
