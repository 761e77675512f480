import { numberAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { quote, span } from '../../../evidence/words.ts';
import {
  type Analyzer,
  type Draft,
  type DraftParts,
  draft,
  isoTime,
  type TriageFindingDefinition,
} from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { toEvent, type WarningEvent } from '../../snapshot/event.ts';
import { type Job, jobsOfCron } from '../../snapshot/job.ts';
import { isNever, isTimeZone, parseSchedule, startsBetween } from '../../snapshot/schedule.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const source = 'kube-controller-manager, cronjob_controllerv2.go and utils.go of Kubernetes 1.36; robfig/cron v3';
const never: TriageFindingDefinition = {
  code: 'JOB-102',
  title: 'CronJob never starts',
  role: 'fault',
  severity: 'medium',
  decided:
    'The schedule cannot be read, names only dates that no calendar has, or its time zone is not known. Suspended CronJobs wait as told.',
  thresholds: {},
  source,
  remedy: 'Correct the schedule or the time zone.',
};
const blocked: TriageFindingDefinition = {
  code: 'JOB-103',
  title: 'CronJob is held up by a run that does not end',
  role: 'fault',
  severity: 'medium',
  decided:
    'concurrencyPolicy is Forbid, a run is still active, and by the schedule at least 3 starts were due since it began, or the controller says so of at least 3 (JobAlreadyActive) within 10 minutes.',
  thresholds: { starts: 3 },
  source,
  remedy: 'End the run that hangs, give it activeDeadlineSeconds, or allow runs side by side.',
};
const missed: TriageFindingDefinition = {
  code: 'JOB-104',
  title: 'CronJob misses its starts',
  role: 'fault',
  severity: 'medium',
  decided:
    'At least 3 starts were due since the last one (or since it was made), more than 10 minutes passed since, no run is active, and it is not suspended.',
  thresholds: { starts: 3, minutes: 10 },
  source,
  remedy:
    'See whether the controller manager runs; raise startingDeadlineSeconds; after more than 100 missed starts set one.',
};

/** CronJobs that do not do what their schedule says. */
export const cronSchedule: Analyzer = {
  name: 'cron-schedule',
  topic: 'health',
  definitions: [never, blocked, missed],
  inspect: (snapshot) => ({
    drafts: snapshot
      .all('cronjobs')
      .flatMap((cron) => (valueAt(cron.raw, 'spec', 'suspend') === true ? [] : (inspectOne(snapshot, cron) ?? []))),
  }),
};

function inspectOne(snapshot: Snapshot, cron: Entity): Draft | null {
  const text = textAt(cron.raw, 'spec', 'schedule');
  const timeZone = textAt(cron.raw, 'spec', 'timeZone');
  const schedule = parseSchedule(text.replace(/^(?:CRON_)?TZ=\S+\s+/, ''));
  const name = `CronJob ${cron.namespace}/${cron.name}`;
  if (schedule === null)
    return describe(snapshot, cron, never, { title: `${name}: schedule ${quote(text)} cannot be read` });
  if (isNever(schedule)) {
    return describe(snapshot, cron, never, {
      title: `${name} never starts: ${quote(text)} names a date that does not exist`,
    });
  }
  if (timeZone !== '' && !isTimeZone(timeZone)) {
    return describe(snapshot, cron, never, {
      title: `${name} never starts: time zone ${quote(timeZone)} is not known`,
    });
  }
  const { now } = snapshot;
  if (now === null) return null;
  const runs = jobsOfCron(snapshot, cron);
  const active = runs.findLast(({ state }) => state === 'running');
  const due = (since: number): number => startsBetween(schedule, timeZone, since, now - 60_000);
  if (active !== undefined) return inspectActive(snapshot, cron, active, due);
  const last = timeAt(cron.raw, 'status', 'lastScheduleTime') ?? timeAt(cron.raw, 'metadata', 'creationTimestamp');
  if (last === null || now - last <= 600_000 || due(last) < 3) return null;
  const deadline = numberAt(cron.raw, 'spec', 'startingDeadlineSeconds');
  return describe(snapshot, cron, missed, {
    title: `${name} has not started for ${span(now - last)}, though ${due(last)} starts were due`,
    detail: `Schedule ${quote(text)}${deadline === null ? '' : `, startingDeadlineSeconds ${deadline}`}.${deadline !== null && deadline < 10 ? ' The controller looks every 10 seconds: a shorter deadline misses starts.' : ''}`,
    tier: 'absence',
    since: isoTime(last),
  });
}

function inspectActive(snapshot: Snapshot, cron: Entity, active: Job, due: (since: number) => number): Draft | null {
  const { now } = snapshot;
  if (textAt(cron.raw, 'spec', 'concurrencyPolicy') !== 'Forbid' || now === null) return null;
  const startedAt = active.startedAt ?? timeAt(active.entity.raw, 'metadata', 'creationTimestamp');
  if (startedAt === null) return null;
  const starts = due(startedAt);
  const skipped = skippedStarts(snapshot, cron);
  if (starts < 3 && (skipped?.count ?? 0) < 3) return null;
  return describe(snapshot, cron, blocked, {
    title: `CronJob ${cron.namespace}/${cron.name} is held up: its run ${active.entity.name} has not ended for ${span(now - startedAt)}`,
    detail: `concurrencyPolicy is Forbid, so ${Math.max(starts, skipped?.count ?? 0)} starts that were due were left out.`,
    instances: [cron.key, active.entity.key],
    evidence: [
      ...snapshot.cite(cron, ['spec', 'concurrencyPolicy'], ['spec', 'schedule'], ['status', 'lastScheduleTime']),
      ...snapshot.cite(active.entity, ['status', 'startTime'], ['status', 'active']),
      ...(skipped === null ? [] : snapshot.cite(skipped, ['message'], ['count'])),
    ],
    tier: 'figure',
    since: isoTime(startedAt),
  });
}

/** Starts that the controller says it left out within 10 minutes. */
function skippedStarts(snapshot: Snapshot, cron: Entity): WarningEvent | null {
  const events = [...snapshot.all('cronevents'), ...snapshot.eventsOf(cron.key)].map(toEvent);
  const found = events.find(({ about, reason }) => about === cron.key && reason === 'JobAlreadyActive');
  if (found === undefined || found.lastAt === null || snapshot.now === null) return null;
  return snapshot.now - found.lastAt <= 600_000 ? found : null;
}

function describe(
  snapshot: Snapshot,
  cron: Entity,
  { code, severity }: TriageFindingDefinition,
  parts: Pick<DraftParts, 'title'> & Partial<DraftParts>,
): Draft {
  return draft({
    code,
    role: 'fault',
    tier: 'contradiction',
    severity,
    subject: cron,
    detail: 'The controller finds no time at which to start it.',
    evidence: snapshot.cite(cron, ['spec', 'schedule'], ['spec', 'timeZone'], ['status', 'lastScheduleTime']),
    ...parts,
  });
}
