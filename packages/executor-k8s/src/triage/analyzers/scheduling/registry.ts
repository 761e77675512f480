import type { Analyzer } from '../../draft.ts';
import { apart } from './apart.ts';
import { noRoom } from './no-room.ts';
import { noScheduler } from './no-scheduler.ts';
import { nodeChoice } from './node-choice.ts';
import { taints } from './taints.ts';
import { tooLargeForNodes } from './too-large.ts';

/** Analyzers of this area. */
export const schedulingAnalyzers: readonly Analyzer[] = [
  nodeChoice,
  tooLargeForNodes,
  taints,
  noRoom,
  apart,
  noScheduler,
];
