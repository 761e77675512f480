import type { Analyzer } from '../../draft.ts';
import { missingResources } from './missing-resources.ts';
import { podSecurity } from './pod-security.ts';
import { rbac } from './rbac.ts';

/** Analyzers that answer a question of their own; triage does not run them. */
export const auditAnalyzers: readonly Analyzer[] = [missingResources, podSecurity, rbac];
