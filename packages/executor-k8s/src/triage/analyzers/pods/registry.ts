import type { Analyzer } from '../../draft.ts';
import { image } from './image.ts';
import { missingReference } from './missing-reference.ts';

/** Analyzers of this area. */
export const podAnalyzers: readonly Analyzer[] = [missingReference, image];
