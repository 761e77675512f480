import type { Analyzer } from '../../draft.ts';
import { closedNodes } from './closed.ts';
import { nodeNotReady } from './not-ready.ts';
import { nodePressure } from './pressure.ts';
import { versionSkew } from './version-skew.ts';

/** Analyzers of this area. */
export const nodeAnalyzers: readonly Analyzer[] = [nodeNotReady, nodePressure, closedNodes, versionSkew];
