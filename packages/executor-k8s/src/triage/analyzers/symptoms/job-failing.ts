import type { EvidenceRef } from '@cloudops/spec';
import { count, quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type Job, jobsOf } from '../../snapshot/job.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'WRK-003',
  title: 'Job fails',
  role: 'symptom',
  severity: 'medium',
  decided:
    'A Job has condition Failed, ended within 24 hours, and is not followed by a later success of the same CronJob; or it runs and pods of it failed without one that succeeded. Older failures are history; suspended Jobs wait as told.',
  thresholds: { hours: 24 },
  source: 'Kubernetes, "Jobs", "Job termination and cleanup"; batch/v1 JobStatus',
  remedy: 'See how its pods ended; correct the template or what they depend on, and start it again.',
};

const recentMs = 24 * 3_600_000;

/** Jobs that fail, at the CronJob that makes them where there is one. */
export const jobFailing: Analyzer = {
  name: 'job-failing',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const lastSuccess = newestSuccess(jobsOf(snapshot));
    const failing = jobsOf(snapshot).filter((job) => isFailing(snapshot, job) && !isRepaired(job, lastSuccess));
    return { drafts: failing.map((job) => describe(snapshot, job)) };
  },
};

function isFailing({ now }: Snapshot, { state, endedAt, failed, succeeded }: Job): boolean {
  if (state === 'running') return failed > 0 && succeeded === 0;
  if (state !== 'failed') return false;
  return endedAt === null || now === null || now - endedAt <= recentMs;
}

/** When a CronJob last succeeded, by `namespace/name`. */
function newestSuccess(jobs: readonly Job[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { entity, cronJob, state, startedAt } of jobs) {
    if (cronJob === '' || state !== 'complete' || startedAt === null) continue;
    const key = `${entity.namespace}/${cronJob}`;
    newest.set(key, Math.max(newest.get(key) ?? 0, startedAt));
  }
  return newest;
}

function isRepaired({ entity, cronJob, startedAt }: Job, lastSuccess: ReadonlyMap<string, number>): boolean {
  const success = lastSuccess.get(`${entity.namespace}/${cronJob}`);
  return success !== undefined && startedAt !== null && success > startedAt;
}

function describe(snapshot: Snapshot, job: Job): Draft {
  const { entity, cronJob, state } = job;
  const { namespace } = entity;
  const subject = cronJob === '' ? entity : { kind: 'CronJob', namespace, name: cronJob };
  const pods = podsOf(snapshot, job);
  const ended = howPodsEnded(pods);
  const what =
    state === 'failed' ? `failed${job.reason === '' ? '' : ` (${quote(job.reason)})`}` : 'fails and is tried again';
  const who =
    cronJob === '' ? `Job ${namespace}/${entity.name}` : `CronJob ${namespace}/${cronJob}: its run ${entity.name}`;
  return draft({
    code: definition.code,
    role: 'symptom',
    tier: 'status',
    severity: definition.severity,
    subject,
    instances: [entity.key],
    title: `${who} ${what}${ended === '' ? '' : `: ${ended}`}`,
    detail:
      `${count(job.failed, 'pod')} failed, ${job.succeeded} succeeded.${lasted(job)} ${quote(job.message)}`.trim(),
    evidence: [...jobEvidence(snapshot, job), ...podEvidence(snapshot, pods)],
    touchesUsers: null,
    since: isoTime(job.endedAt ?? job.startedAt),
    data: { job: entity.name, reason: job.reason },
  });
}

function podsOf(snapshot: Snapshot, { entity, cronJob }: Job): readonly Pod[] {
  const top = cronJob === '' ? entity.key : keyOf('CronJob', entity.namespace, cronJob);
  const pods = snapshot.workloads.get(top)?.pods ?? [];
  return pods.filter(({ owner }) => owner?.kind === 'Job' && owner.name === entity.name);
}

/** `container job exited with 3`. */
function howPodsEnded(pods: readonly Pod[]): string {
  const ends = pods.flatMap(({ containers }) =>
    containers.flatMap(({ name, state, last }) => {
      const ended = state.kind === 'terminated' ? state : last;
      if (ended === null || ended.exitCode === null || ended.exitCode === 0) return [];
      return [
        `container ${name} ${ended.reason === 'OOMKilled' ? 'was killed for memory' : `exited with ${ended.exitCode}`}`,
      ];
    }),
  );
  return ends.sort()[0] ?? '';
}

function lasted({ startedAt, endedAt }: Job): string {
  return startedAt === null || endedAt === null ? '' : ` It took ${span(endedAt - startedAt)}.`;
}

function jobEvidence(snapshot: Snapshot, { entity, condition }: Job): readonly EvidenceRef[] {
  const ended =
    condition === null
      ? []
      : (['reason', 'message'] as const).map((field) => ['status', 'conditions', condition, field]);
  return snapshot.cite(entity, ...ended, ['status', 'failed'], ['spec', 'backoffLimit']);
}

function podEvidence(snapshot: Snapshot, pods: readonly Pod[]): readonly EvidenceRef[] {
  return pods
    .slice(0, 3)
    .flatMap((pod) =>
      pod.containers.flatMap(({ statusPath }) =>
        statusPath === null ? [] : snapshot.cite(pod, [...statusPath, 'state', 'terminated', 'exitCode']),
      ),
    );
}
