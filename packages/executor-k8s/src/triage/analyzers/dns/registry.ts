import type { Analyzer } from '../../draft.ts';

/** Analyzers of this area. */
export const dnsAnalyzers: readonly Analyzer[] = [];
