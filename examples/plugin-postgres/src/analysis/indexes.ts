import { type Draft, fact } from './draft.ts';
import type { Facts } from './facts.ts';

/** Indexes that were not built to their end. What is being built, or may be, is none. */
export function findIndexes({ indexes }: Facts): readonly Draft[] {
  return (indexes?.invalid ?? []).flatMap(
    ({ schema, name, table, is_unique: isUnique, is_being_built: isBuilt }, index) =>
      isBuilt !== false
        ? []
        : [
            {
              code: 'PGI-501',
              tier: 'status' as const,
              subject: { kind: 'Index' as const, schema, name },
              title: `Index ${schema}.${name} on ${table} is not valid`,
              detail: `CREATE or REINDEX INDEX CONCURRENTLY did not end well. No query uses it, every write pays for it${
                isUnique ? ', and it does not keep values unique' : ''
              }.`,
              evidence: [fact('indexes', `invalid.${index}.name`, name)],
            },
          ],
  );
}
