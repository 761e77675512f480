import { admissionAnalyzers } from './analyzers/admission/registry.ts';
import { auditAnalyzers } from './analyzers/audits/registry.ts';
import { controlPlaneAnalyzers } from './analyzers/control-plane/registry.ts';
import { dnsAnalyzers } from './analyzers/dns/registry.ts';
import { networkAnalyzers } from './analyzers/network/registry.ts';
import { nodeAnalyzers } from './analyzers/nodes/registry.ts';
import { podAnalyzers } from './analyzers/pods/registry.ts';
import { schedulingAnalyzers } from './analyzers/scheduling/registry.ts';
import { serviceAnalyzers } from './analyzers/services/registry.ts';
import { storageAnalyzers } from './analyzers/storage/registry.ts';
import { symptomAnalyzers } from './analyzers/symptoms/registry.ts';
import { workloadAnalyzers } from './analyzers/workloads/registry.ts';
import type { Analyzer, TriageFindingDefinition } from './draft.ts';

/** Every analyzer, by area. */
export const analyzers: readonly Analyzer[] = [
  ...symptomAnalyzers,
  ...podAnalyzers,
  ...schedulingAnalyzers,
  ...admissionAnalyzers,
  ...storageAnalyzers,
  ...workloadAnalyzers,
  ...nodeAnalyzers,
  ...controlPlaneAnalyzers,
  ...serviceAnalyzers,
  ...dnsAnalyzers,
  ...networkAnalyzers,
  ...auditAnalyzers,
];

/** Every code that `kubernetes.triage` reports, sorted by code. */
export const triageFindings: readonly TriageFindingDefinition[] = analyzers
  .flatMap(({ definitions }) => definitions)
  .sort((a, b) => (a.code < b.code ? -1 : 1));
