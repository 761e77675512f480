import type { CostCorpus } from './corpus.ts';
import { largeCorpus } from './large.ts';
import { hidden, several } from './many-causes.ts';
import { commitments, moves, purchases, recurrences } from './no-cause.ts';
import { arrivals, creditChanges, migrations, small, spikes, steps } from './single-cause.ts';

/** All corpora but the large one, in a fixed order. */
export const costCorpora: readonly CostCorpus[] = [
  ...spikes,
  ...steps,
  ...small,
  ...arrivals,
  ...creditChanges,
  ...migrations,
  ...recurrences,
  ...commitments,
  ...purchases,
  ...moves,
  ...hidden,
  ...several,
];

/** The large one: 90 days × 15 services × 400 usage types × 3 accounts. */
export const largeCostCorpus: CostCorpus = largeCorpus();
