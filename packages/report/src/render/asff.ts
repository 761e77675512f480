import type { FindingDefinition, Json, Report, Severity } from '@cloudops/spec';
import { reachText } from '../analysis/hops.ts';
import type { RunSummary } from '../run-summary.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { networkPath } from './asff-network-path.ts';
import { awsPlaceOf, awsResourceId } from './aws-resource.ts';
import { type ExportCause, isExposureCode, resourceUid, toExportCauses } from './export-cause.ts';
import { clip, toIsoTime, toPlainJson, toPlainLines } from './export-text.ts';

/** `Severity.Label` and the middle of the `Severity.Normalized` range it stands for (ASFF, Severity). */
const labels: Readonly<Record<Severity, { readonly label: string; readonly normalized: number }>> = {
  critical: { label: 'CRITICAL', normalized: 95 },
  high: { label: 'HIGH', normalized: 80 },
  medium: { label: 'MEDIUM', normalized: 55 },
  low: { label: 'LOW', normalized: 20 },
  info: { label: 'INFORMATIONAL', normalized: 0 },
};

/** BatchImportFindings takes this many findings in one call. */
const batchSize = 100;
/** Limits of ASFF attributes, in characters: AWS Security Hub user guide, required and optional top-level attributes. */
const limits = { id: 512, title: 256, description: 1024, recommendation: 512, key: 128, value: 1024 } as const;
const mostFields = 50;

/**
 * A report as requests of AWS Security Hub's `BatchImportFindings`: a finding for each cause, at most 100 in a request. Each
 * request fits `aws securityhub batch-import-findings --cli-input-json`. Empty without causes.
 */
export function toAsff(
  report: Report,
  run: RunSummary,
  definitions: readonly FindingDefinition[] = [],
): readonly object[] {
  const findings = toExportCauses(report, definitions).map((one) => toFinding(one, report, toIsoTime(run.started_at)));
  return Array.from({ length: Math.ceil(findings.length / batchSize) }, (_, index) => ({
    Findings: findings.slice(index * batchSize, (index + 1) * batchSize),
  }));
}

function toFinding(one: ExportCause, report: Report, time: string): object {
  const { cause, hops } = one;
  const { account, region, partition } = awsPlaceOf(cause.resource);
  const types = [findingType(cause.code)];
  const severity = toSeverity(cause.severity);
  const path = networkPath(hops);
  const since = one.since === null || Number.isNaN(Date.parse(one.since)) ? null : toIsoTime(one.since);
  return {
    SchemaVersion: '2018-10-08',
    Id: `cloudops/${account}/${region}/${cause.id}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'CloudOps',
    CompanyName: 'CloudOps',
    Region: region,
    GeneratorId: filled(`cloudops/${cause.code}`, limits.id),
    AwsAccountId: account,
    Types: types,
    ...(since === null ? {} : { FirstObservedAt: since }),
    LastObservedAt: time,
    CreatedAt: time,
    UpdatedAt: time,
    Severity: severity,
    Title: filled(cause.title, limits.title),
    Description:
      toPlainLines([cause.detail, hops.join(' → ')], limits.description) || filled(cause.title, limits.description),
    ...toRemediation(one),
    ProductFields: toProductFields(one, report),
    ...(path.length === 0 ? {} : { NetworkPath: path }),
    Resources: [toResource(one)],
    Compliance: { Status: 'FAILED' },
    Workflow: { Status: 'NEW' },
    RecordState: 'ACTIVE',
    FindingProviderFields: { Severity: { Label: severity.Label, Original: severity.Original }, Types: types },
  };
}

/** The namespaces and categories are AWS's (ASFF, types taxonomy); the classifier is ours. */
function findingType(code: string): string {
  if (isExposureCode(code)) return 'Software and Configuration Checks/AWS Security Best Practices/Network Reachability';
  const classifier = /^[A-Z]+(?=-\d)/.exec(code)?.[0] ?? 'Other';
  return `Software and Configuration Checks/CloudOps/${clip(classifier, 40)}`;
}

function toSeverity(severity: Severity): { Label: string; Normalized: number; Original: string } {
  const { label, normalized } = labels[severity];
  return { Label: label, Normalized: normalized, Original: severity };
}

function toRemediation({ cause, definition }: ExportCause): object {
  const titles = cause.remediations.map(({ title, risk }) => `${title} [${risk}]`);
  const remedy = definition === undefined ? [] : [definition.remedy];
  const text = toPlainLines(titles.length > 0 ? titles : remedy, limits.recommendation);
  return text === '' ? {} : { Remediation: { Recommendation: { Text: text } } };
}

function toProductFields(one: ExportCause, report: Report): Readonly<Record<string, string>> {
  const { cause, data, hops } = one;
  const facts: readonly (readonly [string, string])[] = [
    ['code', cause.code],
    ['also', cause.also.join(', ')],
    ['rank', String(cause.rank)],
    ['proof', cause.tier],
    ['playbook', report.playbook === null ? '' : `${report.playbook.id} ${report.playbook.version}`],
    ['reach', reachText(data) ?? ''],
    ['path', hops.join(' → ')],
    ['consequences', cause.consequences.join(', ')],
    ...cause.evidence.slice(0, 10).map((fact, index) => [`evidence/${index}`, jsonText({ ...fact })] as const),
  ];
  return toFields(facts.map(([key, value]) => [`cloudops/${key}`, value]));
}

function toResource({ cause, data }: ExportCause): object {
  const { resource, instances } = cause;
  const { type, id } = awsResourceId(resource);
  const { region, partition } = awsPlaceOf(resource);
  const known = id === null || id.length > limits.id ? null : id;
  const other = toFields([
    ['provider', resource.provider],
    ['target', resource.target],
    ['kind', resource.kind],
    ['namespace', resource.namespace ?? ''],
    ['name', resource.name],
    ['instances', instances.join(', ')],
    ...Object.keys(data ?? {})
      .sort()
      .map((key) => [`data/${key}`, jsonText(data?.[key] ?? null)] as const),
  ]);
  return {
    Type: type,
    Id: known ?? filled(resourceUid(resource), limits.id),
    Partition: partition,
    Region: region,
    Details: { Other: other },
  };
}

/** Fields with their keys and values bounded; empty values are left out, since ASFF refuses them. */
function toFields(entries: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const fields = entries
    .map(([key, value]) => [filled(key, limits.key), escapeForTerminal(value, { maximum: limits.value })] as const)
    .map(([key, value]) => [key, clip(value, limits.value)] as const)
    .filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(fields.slice(0, mostFields));
}

function jsonText(value: Json): string {
  const plain = toPlainJson(value);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

/** A text of at most `maximum` characters that is never blank. */
function filled(text: string, maximum: number): string {
  const plain = clip(escapeForTerminal(text, { maximum }), maximum);
  return plain.trim() === '' ? '–' : plain;
}
