import type { Analyzer } from '../../draft.ts';

/** Analyzers of this area. */
export const admissionAnalyzers: readonly Analyzer[] = [];
