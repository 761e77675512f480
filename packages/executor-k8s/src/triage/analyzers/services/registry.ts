import type { Analyzer } from '../../draft.ts';
import { serviceSelector } from './service-selector.ts';
import { serviceTargetPort } from './service-target-port.ts';

/** Analyzers of this area. */
export const serviceAnalyzers: readonly Analyzer[] = [serviceSelector, serviceTargetPort];
