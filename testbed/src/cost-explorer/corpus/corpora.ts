import { arrivals } from './arrivals.ts';
import { commitments, purchases } from './commitments.ts';
import type { CostCorpus } from './corpus.ts';
import { creditChanges, migrations } from './credits-and-migrations.ts';
import { largeCorpus } from './large.ts';
import { hidden, several } from './many-causes.ts';
import { moves } from './moves.ts';
import { recurrences } from './recurrences.ts';
import { small } from './small-changes.ts';
import { spikes, steps } from './spikes-and-steps.ts';

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
