import type { Cause, Report, Severity } from '@cloudops/spec';
import { nameResource } from '../analysis/summary.ts';
import type { RunSummary } from '../run-summary.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';

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

/** A report as a SARIF 2.1.0 log: a result for each cause, located by the resource's logical name. */
export function toSarif(report: Report, run: RunSummary): object {
  const causes = report.causes;
  const codes = [...new Set(causes.map((cause) => cause.code))].sort();
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'CloudOps', rules: codes.map((code) => toRule(code, causes)) } },
        ...(run.id === null ? {} : { automationDetails: { id: `${report.playbook?.id ?? 'cloudops'}/${run.id}` } }),
        invocations: [
          {
            executionSuccessful: report.status === 'completed' || report.status === 'partial',
            startTimeUtc: run.started_at,
            toolExecutionNotifications: report.not_checked.map(({ what, why }) => ({
              level: 'warning',
              message: { text: escapeForTerminal(`Not checked: ${what}: ${why}`) },
            })),
          },
        ],
        results: causes.map((cause) => toResult(cause, codes.indexOf(cause.code))),
      },
    ],
  };
}

function toRule(code: string, causes: readonly Cause[]): object {
  const severity = causes.find((cause) => cause.code === code)?.severity ?? 'info';
  return {
    id: code,
    defaultConfiguration: { level: levels[severity] },
    properties: { 'security-severity': scores[severity] },
  };
}

function toResult(cause: Cause, ruleIndex: number): object {
  const { provider, target, kind, namespace, name } = cause.resource;
  const fullyQualifiedName = [provider, target, namespace, kind, name].filter((part) => part !== undefined).join('/');
  const text = [cause.title, cause.detail].filter((part) => part !== '').join('\n');
  return {
    ruleId: cause.code,
    ruleIndex,
    level: levels[cause.severity],
    rank: Math.max(0, 100 - (cause.rank - 1)),
    message: { text: escapeLines(text) },
    locations: [
      {
        logicalLocations: [
          {
            name: escapeForTerminal(name),
            fullyQualifiedName: escapeForTerminal(fullyQualifiedName),
            kind: 'resource',
          },
        ],
        message: { text: escapeForTerminal(nameResource(cause.resource)) },
      },
    ],
    partialFingerprints: { 'cloudopsFindingId/v1': cause.id },
    properties: { tier: cause.tier, evidence: cause.evidence, consequences: cause.consequences },
  };
}

function escapeLines(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeForTerminal(line))
    .join('\n');
}
