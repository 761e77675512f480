import type { Analyzer } from '../../draft.ts';
import { zeroReplicas } from './zero-replicas.ts';

/** Analyzers of this area. */
export const workloadAnalyzers: readonly Analyzer[] = [zeroReplicas];
