import { type FindingDefinition, type Report, type Severity, severities } from '@cloudops/spec';
import { nameResource } from '../analysis/summary.ts';
import { changeMark, changeText } from '../change/change-blocks.ts';
import type { RunSummary } from '../run-summary.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { type ExportCause, resourceUid, toExportCauses } from './export-cause.ts';
import { toIsoTime, toPlainJson, toPlainLines } from './export-text.ts';

/** SARIF 2.1.0 section 3.27.10: how our severities map to levels. */
const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** The scores by which code scanning tools that read `security-severity` sort. */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};

const longestMessage = 4000;

/** A report as a SARIF 2.1.0 log: a result for each cause, located by the resource's logical name. */
export function toSarif(report: Report, run: RunSummary, definitions: readonly FindingDefinition[] = []): object {
  const causes = toExportCauses(report, definitions);
  const codes = [...new Set(causes.map(({ cause }) => cause.code))].sort();
  const places = new Map(codes.map((code, index) => [code, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'CloudOps', rules: codes.map((code) => toRule(code, causes)) } },
        // Ends in a slash: the category of the run, not the run (section 3.17.3).
        automationDetails: { id: `${escapeForTerminal(report.playbook?.id ?? 'cloudops')}/` },
        invocations: [toInvocation(report, run)],
        results: causes.map((one, index) =>
          toResult(one, { ruleIndex: places.get(one.cause.code) ?? 0, rank: 1 - index / causes.length }),
        ),
      },
    ],
  };
}

function toInvocation(report: Report, run: RunSummary): object {
  return {
    executionSuccessful: report.status === 'completed' || report.status === 'partial',
    startTimeUtc: toIsoTime(run.started_at),
    toolExecutionNotifications: [
      ...(report.changes ?? []).map((change) => ({
        level: changeMark(change, report.status) === 'good' ? 'note' : 'error',
        message: message([changeText(change)]),
      })),
      ...report.not_checked.map(({ what, why, needs }) => ({
        level: 'warning',
        message: message([`Not checked: ${what}: ${why}`, needs === '' ? '' : `Needs: ${needs}`]),
      })),
    ],
  };
}

function toRule(code: string, causes: readonly ExportCause[]): object {
  const own = causes.filter(({ cause }) => cause.code === code);
  const found = own.map(({ cause }) => cause.severity);
  const severity = severities.find((one) => found.includes(one)) ?? 'info';
  const definition = own[0]?.definition;
  const words =
    definition === undefined
      ? {}
      : {
          shortDescription: message([definition.title]),
          fullDescription: message([definition.decided]),
          help: message([definition.remedy]),
        };
  return {
    id: escapeForTerminal(code),
    ...words,
    defaultConfiguration: { level: levels[severity] },
    properties: { 'security-severity': scores[severity] },
  };
}

function toResult(one: ExportCause, place: { readonly ruleIndex: number; readonly rank: number }): object {
  const { cause, data, hops } = one;
  const { resource } = cause;
  return {
    ruleId: escapeForTerminal(cause.code),
    ruleIndex: place.ruleIndex,
    kind: 'fail',
    level: levels[cause.severity],
    rank: Math.round(place.rank * 1000) / 10,
    message: message([cause.title, cause.detail, hops.join(' → ')]),
    locations: [
      {
        logicalLocations: [
          { name: escapeForTerminal(resource.name), fullyQualifiedName: resourceUid(resource, 4000), kind: 'resource' },
        ],
        message: message([nameResource(resource)]),
      },
    ],
    partialFingerprints: { 'cloudopsFindingId/v1': cause.id },
    properties: {
      severity: cause.severity,
      tier: cause.tier,
      also: cause.also.map((code) => escapeForTerminal(code)),
      evidence: cause.evidence.map((fact) => toPlainJson({ ...fact })),
      consequences: cause.consequences,
      ...(data === undefined ? {} : { data: toPlainJson(data) }),
    },
  };
}

/**
 * A message whose text is taken literally: braces would be placeholders (section 3.11.5) and brackets links (3.11.6), so that
 * a name from a cloud could put a link into a viewer.
 */
function message(texts: readonly string[]): { readonly text: string } {
  const text = toPlainLines(texts, longestMessage);
  const literal = text.includes('](') ? text.replace(/[\\[\]]/g, '\\$&') : text;
  return { text: literal.replace(/[{}]/g, '$&$&') || '–' };
}
