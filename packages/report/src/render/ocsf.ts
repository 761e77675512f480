import type { Cause, Report, Severity } from '@cloudops/spec';
import type { RunSummary } from '../run-summary.ts';

/** OCSF 1.5.0, `severity_id` of the base event. */
const severityIds: Readonly<Record<Severity, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const severityNames: Readonly<Record<Severity, string>> = {
  info: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

const detectionFinding = 2004;
const findingsCategory = 2;
const createActivity = 1;

/** A report as OCSF 1.5.0 Detection Finding events (class 2004), one for each cause. */
export function toOcsf(report: Report, run: RunSummary): readonly object[] {
  const time = Date.parse(run.started_at);
  return report.causes.map((cause) => toEvent(cause, report, run, Number.isNaN(time) ? 0 : time));
}

function toEvent(cause: Cause, report: Report, run: RunSummary, time: number): object {
  return {
    activity_id: createActivity,
    category_uid: findingsCategory,
    class_uid: detectionFinding,
    type_uid: detectionFinding * 100 + createActivity,
    severity_id: severityIds[cause.severity],
    severity: severityNames[cause.severity],
    status_id: 1,
    time,
    message: cause.title,
    metadata: {
      version: '1.5.0',
      product: { name: 'CloudOps', vendor_name: 'CloudOps' },
      ...(run.id === null ? {} : { correlation_uid: run.id }),
    },
    finding_info: {
      uid: cause.id,
      title: cause.title,
      desc: cause.detail,
      types: [cause.code, ...cause.also],
      analytic: { name: report.playbook?.id ?? 'cloudops', type_id: 1, version: report.playbook?.version ?? '' },
      related_events: cause.consequences.map((uid) => ({ uid })),
    },
    resources: [toResource(cause)],
    evidences: cause.evidence.map(({ step, pointer, value }) => ({ data: { step, pointer, value } })),
    ...(cause.remediations[0] === undefined ? {} : { remediation: { desc: cause.remediations[0].title } }),
  };
}

function toResource({ resource }: Cause): object {
  const { provider, target, kind, namespace, name } = resource;
  return {
    uid: [provider, target, namespace, kind, name].filter((part) => part !== undefined).join('/'),
    name,
    type: kind,
    ...(namespace === undefined ? {} : { namespace }),
    labels: [`provider:${provider}`, `target:${target}`],
  };
}
