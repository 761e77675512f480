import type { Analyzer } from '../../draft.ts';
import { missingName } from './missing-name.ts';
import { podRules } from './pod-rules.ts';
import { quota } from './quota.ts';
import { webhook } from './webhook.ts';

/** Analyzers of this area. */
export const admissionAnalyzers: readonly Analyzer[] = [quota, podRules, missingName, webhook];
