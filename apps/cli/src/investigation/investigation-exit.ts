import type { Investigation, InvestigationKind } from '@cloudops/engine';
import { type Report, type Severity, severities } from '@cloudops/spec';
import { exitStatus } from '../errors/exit-status.ts';

const byKind: Readonly<Record<InvestigationKind, number>> = {
  answered: exitStatus.ok,
  planned: exitStatus.ok,
  denied: exitStatus.denied,
  'needs-approval': exitStatus.needsApproval,
  stale: exitStatus.stale,
  'change-failed': exitStatus.unexpected,
  clarify: exitStatus.notUnderstood,
  unsupported: exitStatus.notUnderstood,
  unreachable: exitStatus.unreachable,
  interrupted: exitStatus.interrupted,
};

/** The exit status of an answer, with `--fail-on` where the question was answered. */
export function toInvestigationExit(investigation: Investigation, failOn: Severity | 'unknown' | undefined): number {
  const status = byKind[investigation.kind];
  if (status !== exitStatus.ok || failOn === undefined) return status;
  return fails(investigation.report, failOn) ? exitStatus.findings : exitStatus.ok;
}

function fails(report: Report, failOn: Severity | 'unknown'): boolean {
  if (failOn === 'unknown') return report.status === 'partial';
  const limit = severities.indexOf(failOn);
  return report.findings.some((finding) => severities.indexOf(finding.severity) <= limit);
}
