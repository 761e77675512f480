import { bytes } from '../text/words.ts';
import { estimateBloat } from './bloat-estimate.ts';
import { type Draft, fact } from './draft.ts';
import { type Facts, settingOf } from './facts.ts';

/** Tables and B-trees that are mostly empty, by estimate; the largest 50. */
export function findBloat(facts: Facts): readonly Draft[] {
  const { layout, thresholds } = facts;
  const blockSize = settingOf(facts, 'block_size') ?? 8192;
  const found = (layout?.relations ?? []).flatMap((relation, index) => {
    const estimate = estimateBloat(relation, blockSize);
    const counts =
      estimate !== null && estimate.percent >= thresholds.bloat_percent && estimate.bytes >= thresholds.bloat_bytes;
    return counts ? [{ relation, index, estimate }] : [];
  });
  const largest = found.sort((left, right) => right.estimate.bytes - left.estimate.bytes || left.index - right.index);
  return largest.slice(0, 50).map(({ relation, index, estimate }): Draft => {
    const { kind, schema, name, table, pages, toast_pages: toastPages } = relation;
    const whole = (pages + toastPages) * blockSize;
    return {
      code: kind === 'table' ? 'PGV-203' : 'PGV-204',
      tier: 'figure',
      subject: { kind: kind === 'table' ? 'Table' : 'Index', schema, name },
      title: `About ${Math.round(estimate.percent)} % of ${kind} ${schema}.${name} is empty (${bytes(estimate.bytes)} of ${bytes(whole)})`,
      detail: `An estimate by the average width of its rows, as of the last vacuum or analyze${
        table === null ? '' : `; the index is on table ${table}`
      }. New rows use the room again; what is left over costs memory and makes reads slower.`,
      evidence: [
        fact('layout', `relations.${index}.pages`, pages),
        fact('layout', `relations.${index}.rows`, relation.rows),
      ],
      data: { empty_bytes: estimate.bytes, empty_percent: estimate.percent },
    };
  });
}
