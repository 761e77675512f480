import type { Analyzer } from '../../draft.ts';
import { alert } from './alert.ts';
import { certificates } from './certificates.ts';
import { deprecatedApi } from './deprecated-api.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { editedObject } from './edited-object.ts';
import { fillingVolume } from './filling-volume.ts';
import { fullVolume } from './filling-volume-full.ts';
import { memoryNearLimit } from './memory-near-limit.ts';
import { missingResources } from './missing-resources.ts';
import { networkFigures } from './network-figures.ts';
import { newRevision } from './new-revision.ts';
import { orphan } from './orphan.ts';
import { podSecurity } from './pod-security.ts';
import { rbac } from './rbac.ts';
import { rightsizing } from './rightsizing.ts';
import { slowApiServer } from './slow-api-server.ts';
import { throttledContainer } from './throttled-container.ts';
import { unprotectedNamespace } from './unprotected-namespace.ts';

/** Analyzers that answer a question of their own, and those that read figures of Prometheus and Alertmanager for triage. */
export const auditAnalyzers: readonly Analyzer[] = [
  alert,
  certificates,
  deprecatedApi,
  disruptionBudget,
  editedObject,
  fillingVolume,
  fullVolume,
  memoryNearLimit,
  missingResources,
  networkFigures,
  newRevision,
  orphan,
  podSecurity,
  rbac,
  rightsizing,
  slowApiServer,
  throttledContainer,
  unprotectedNamespace,
];
