import type { Analyzer } from '../../draft.ts';
import { metricsMissing } from './metrics-missing.ts';
import { serverHealth } from './server-health.ts';
import { staleLease } from './stale-lease.ts';

/** Analyzers of this area. */
export const controlPlaneAnalyzers: readonly Analyzer[] = [staleLease, serverHealth, metricsMissing];
