import type { Analyzer } from '../../draft.ts';
import { deniedPath } from './denied-path.ts';
import { idlePolicy } from './idle-policy.ts';

/** Analyzers of this area. */
export const networkAnalyzers: readonly Analyzer[] = [deniedPath, idlePolicy];
