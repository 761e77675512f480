import type { FindingDefinition, Json, ProofTier, Report, Severity } from '@cloudops/spec';
import type { RunSummary } from '../run-summary.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { awsPlaceOf, awsResourceId } from './aws-resource.ts';
import { type ExportCause, isExposureCode, resourceUid, toExportCauses } from './export-cause.ts';
import { toPlainJson, toPlainLines } from './export-text.ts';

const version = '1.8.0';

/** `severity_id` of the base event. */
const severityIds: Readonly<Record<Severity, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const severityNames: Readonly<Record<Severity, string>> = {
  info: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

/** `confidence_id`: how strong the proof is. */
const confidenceIds: Readonly<Record<ProofTier, number>> = {
  contradiction: 3,
  status: 3,
  message: 3,
  'last-words': 2,
  figure: 2,
  absence: 1,
  correlation: 1,
};
const confidenceNames: readonly string[] = ['Unknown', 'Low', 'Medium', 'High'];

const classes = {
  compliance: { uid: 2003, name: 'Compliance Finding' },
  detection: { uid: 2004, name: 'Detection Finding' },
} as const;
const findingsCategory = 2;
const createActivity = 1;
const failedCheck = 3;
const awsAccount = 10;
const longestText = 4000;

/**
 * A report as OCSF 1.8.0 events, one for each cause: Compliance Finding (class 2003) for what is exposed to a network, Detection
 * Finding (class 2004) for all else. Findings of AWS carry the cloud profile.
 */
export function toOcsf(
  report: Report,
  run: RunSummary,
  definitions: readonly FindingDefinition[] = [],
): readonly object[] {
  const started = Date.parse(run.started_at);
  const time = Number.isNaN(started) ? 0 : started;
  return toExportCauses(report, definitions).map((one) => toEvent(one, { report, run, time }));
}

function toEvent(
  one: ExportCause,
  { report, run, time }: { readonly report: Report; readonly run: RunSummary; readonly time: number },
): object {
  const { cause, data, hops } = one;
  const kind = isExposureCode(cause.code) ? classes.compliance : classes.detection;
  const isAws = cause.resource.provider === 'aws';
  const confidence = confidenceIds[cause.tier];
  return {
    activity_id: createActivity,
    category_uid: findingsCategory,
    class_uid: kind.uid,
    class_name: kind.name,
    type_uid: kind.uid * 100 + createActivity,
    severity_id: severityIds[cause.severity],
    severity: severityNames[cause.severity],
    confidence_id: confidence,
    confidence: confidenceNames[confidence] ?? 'Unknown',
    status_id: 1,
    status: 'New',
    time,
    message: text(cause.title),
    metadata: {
      version,
      product: { name: 'CloudOps', vendor_name: 'CloudOps' },
      event_code: text(cause.code),
      ...(isAws ? { profiles: ['cloud'] } : {}),
      ...(run.plan_id === null ? {} : { correlation_uid: run.plan_id }),
    },
    finding_info: toFindingInfo(one, report),
    ...(isAws ? { cloud: toCloud(one) } : {}),
    ...(kind === classes.compliance ? { compliance: toCompliance(one) } : {}),
    resources: [toResource(one)],
    evidences: cause.evidence.map((fact) => ({ data: toPlainJson({ ...fact }) })),
    ...toRemediation(one),
    unmapped: {
      rank: cause.rank,
      tier: cause.tier,
      ...(hops.length === 0 ? {} : { path: hops.map(text) }),
      ...(data === undefined ? {} : { data: toPlainJson(data) }),
    },
  };
}

function toFindingInfo({ cause, since, consequences }: ExportCause, report: Report): object {
  const firstSeen = since === null ? Number.NaN : Date.parse(since);
  return {
    uid: cause.id,
    title: text(cause.title),
    ...(cause.detail === '' ? {} : { desc: text(cause.detail) }),
    types: [cause.code, ...cause.also].map(text),
    analytic: {
      uid: text(cause.code),
      name: text(report.playbook?.id ?? 'cloudops'),
      type_id: 1,
      type: 'Rule',
      version: text(report.playbook?.version ?? ''),
    },
    ...(Number.isNaN(firstSeen) ? {} : { first_seen_time: firstSeen }),
    related_events: consequences.map(({ id, title, severity }) => ({
      uid: id,
      title: text(title),
      severity_id: severityIds[severity],
    })),
  };
}

function toCloud({ cause }: ExportCause): object {
  const { account, region, partition } = awsPlaceOf(cause.resource);
  return {
    provider: 'AWS',
    account: { uid: account, type_id: awsAccount, type: 'AWS Account' },
    region,
    cloud_partition: partition,
  };
}

function toCompliance({ cause, definition, data }: ExportCause): object {
  const reach = data?.reach;
  return {
    control: text(cause.code),
    ...(definition === undefined ? {} : { desc: text(definition.title) }),
    status_id: failedCheck,
    status: 'Fail',
    ...(typeof reach === 'string' ? { status_detail: text(`reach ${reach}`) } : {}),
  };
}

function toResource({ cause }: ExportCause): object {
  const { resource } = cause;
  const { provider, target, kind, namespace, name } = resource;
  const isAws = provider === 'aws';
  return {
    uid: awsResourceId(resource).id ?? resourceUid(resource),
    name: text(name),
    type: text(kind),
    ...(isAws
      ? { region: awsPlaceOf(resource).region }
      : namespace === undefined
        ? {}
        : { namespace: text(namespace) }),
    labels: [`provider:${provider}`, `target:${target}`].map(text),
  };
}

function toRemediation({ cause, definition }: ExportCause): { readonly remediation?: Json } {
  const titles = cause.remediations.map(({ title }) => title);
  const desc = toPlainLines(titles.length > 0 ? titles : [definition?.remedy ?? ''], longestText);
  return desc === '' ? {} : { remediation: { desc } };
}

function text(raw: string): string {
  return escapeForTerminal(raw, { maximum: longestText });
}
