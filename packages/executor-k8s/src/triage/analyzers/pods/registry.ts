import type { Analyzer } from '../../draft.ts';
import { podEvicted } from '../symptoms/pod-evicted.ts';
import { podTerminating } from '../symptoms/pod-terminating.ts';
import { ending } from './ending.ts';
import { evicted } from './evicted.ts';
import { image } from './image.ts';
import { memoryKill } from './memory-kill.ts';
import { missingReference } from './missing-reference.ts';
import { mountFailure } from './mount-failure.ts';
import { portCollision } from './port-collision.ts';
import { probe } from './probe.ts';
import { sandbox } from './sandbox.ts';
import { security } from './security.ts';
import { startFailure } from './start-failure.ts';
import { stuckTerminating } from './stuck-terminating.ts';

import { lastWords } from './words/last-words-analyzer.ts';

/** Analyzers of this area, and the symptoms that only it explains. */
export const podAnalyzers: readonly Analyzer[] = [
  podEvicted,
  podTerminating,
  missingReference,
  image,
  security,
  startFailure,
  probe,
  memoryKill,
  ending,
  lastWords,
  portCollision,
  mountFailure,
  sandbox,
  evicted,
  stuckTerminating,
];
