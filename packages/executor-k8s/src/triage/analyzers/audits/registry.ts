import type { Analyzer } from '../../draft.ts';
import { deprecatedApi } from './deprecated-api.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { editedObject } from './edited-object.ts';
import { missingResources } from './missing-resources.ts';
import { newRevision } from './new-revision.ts';
import { orphan } from './orphan.ts';
import { podSecurity } from './pod-security.ts';
import { rbac } from './rbac.ts';
import { slowApiServer } from './slow-api-server.ts';
import { unprotectedNamespace } from './unprotected-namespace.ts';

/** Analyzers that answer a question of their own; triage does not run them. */
export const auditAnalyzers: readonly Analyzer[] = [
  deprecatedApi,
  disruptionBudget,
  editedObject,
  missingResources,
  newRevision,
  orphan,
  podSecurity,
  rbac,
  slowApiServer,
  unprotectedNamespace,
];
