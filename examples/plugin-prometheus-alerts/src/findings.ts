import type { FindingDefinition } from '@cloudops/spec';

/** Every code that this plugin reports. References are to https://prometheus.io/docs. */
export const findings: readonly FindingDefinition[] = [
  {
    code: 'PRM-101',
    title: 'Scrape targets are down',
    role: 'fault',
    severity: 'high',
    decided:
      'The last scrape of an active target failed (/api/v1/targets, health down). Targets of one pool with the same error are one finding.',
    remedy: 'Look at what the error says of the target; the alerts that follow from it are folded below.',
  },
  {
    code: 'PRM-201',
    title: 'An alert fires',
    role: 'symptom',
    severity: 'medium',
    decided:
      "State firing in /api/v1/alerts. Its severity label decides the severity. It follows from a target that is down with the same instance (and job, where it has one), or from a more severe alert whose other labels are the same, as Alertmanager's inhibition is usually configured.",
    remedy: 'Follow the runbook of the alert.',
  },
  {
    code: 'PRM-202',
    title: 'An alert is about to fire',
    role: 'hint',
    severity: 'info',
    decided: "State pending in /api/v1/alerts: its condition holds, for less than the rule's `for`.",
    remedy: 'Look again after the time that its rule states.',
  },
  {
    code: 'PRM-301',
    title: 'A rule fails',
    role: 'fault',
    severity: 'high',
    decided:
      'Health err in /api/v1/rules. An alerting rule that fails never fires; what a recording rule records is missing for others.',
    remedy: 'Correct the expression: the error says what is wrong with it.',
  },
  {
    code: 'PRM-302',
    title: 'Rules take longer than their interval',
    role: 'fault',
    severity: 'medium',
    decided:
      'The last evaluation of a group took longer than its interval, so that evaluations are missed (practices/rules, prometheus_rule_group_iterations_missed_total).',
    remedy: 'Split the group, or record what several of its expressions share.',
  },
  {
    code: 'PRM-303',
    title: 'An alert can never fire',
    role: 'hint',
    severity: 'low',
    decided:
      'What its expression selects had no series for an hour, and the expression has no result without: it has no or, unless, absent(), vector(), scalar() or time(). A fault where the reason is seen: a recording rule that fails, or a target that is down.',
    remedy:
      'Correct the name or the labels, bring the exporter back, or remove the rule; alert on absent() where the series are to be there.',
  },
  {
    code: 'PRM-304',
    title: 'Rules are not evaluated',
    role: 'fault',
    severity: 'high',
    decided:
      "The last evaluation of a group is more than three of its intervals and a minute old, by the server's own clock.",
    remedy: 'Look at the log and the load of Prometheus.',
  },
  {
    code: 'PRM-401',
    title: 'The configuration could not be loaded',
    role: 'fault',
    severity: 'high',
    decided:
      'reloadConfigSuccess is false in /api/v1/status/runtimeinfo: an older configuration runs than the one in the file.',
    remedy: 'promtool check config says what is wrong; then reload.',
  },
  {
    code: 'PRM-402',
    title: 'Alerts are sent to nobody',
    role: 'hint',
    severity: 'low',
    decided: '/api/v1/alertmanagers names no active Alertmanager. A fault while alerts fire.',
    remedy: 'Configure alerting.alertmanagers, or look why discovery finds none.',
  },
  {
    code: 'PRM-403',
    title: 'The storage was damaged',
    role: 'fault',
    severity: 'medium',
    decided:
      'corruptionCount in /api/v1/status/runtimeinfo is above 0: segments of the write-ahead log could not be read.',
    remedy: 'Look at the disk and at the log of Prometheus; samples of that time are lost.',
  },
];

const byCode: ReadonlyMap<string, FindingDefinition> = new Map(findings.map((one) => [one.code, one]));

/** What the registry says of a code. */
export function definitionOf(code: string): Pick<FindingDefinition, 'role' | 'severity'> {
  return byCode.get(code) ?? { role: 'hint', severity: 'info' };
}
