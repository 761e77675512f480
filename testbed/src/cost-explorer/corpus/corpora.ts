import type { CostCorpus } from './corpus.ts';
import { largeCorpus } from './large.ts';
import { hidden, several } from './many-causes.ts';
import { commitments, moves, recurrences } from './no-cause.ts';
import { arrivals, creditChanges, migrations, spikes, steps } from './single-cause.ts';

/** All corpora but the large one, in a fixed order. */
export const costCorpora: readonly CostCorpus[] = [
  ...spikes,
  ...steps,
  ...arrivals,
  ...creditChanges,
  ...migrations,
  ...recurrences,
  ...commitments,
  ...moves,
  ...hidden,
  ...several,
];

/** The large one: 90 days × 15 services × 400 usage types × 3 accounts. */
export const largeCostCorpus: CostCorpus = largeCorpus();
