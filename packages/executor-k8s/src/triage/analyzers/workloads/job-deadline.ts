import { numberAt } from '../../../evidence/read.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { type Job, jobsOf } from '../../snapshot/job.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const definition: TriageFindingDefinition = {
  code: 'JOB-101',
  title: 'Job was ended by its own deadline',
  role: 'hint',
  severity: 'medium',
  decided:
    'Condition Failed has reason DeadlineExceeded: activeDeadlineSeconds passed before it was done. A cause where nothing else explains why its pods took so long.',
  thresholds: {},
  source: 'Kubernetes, "Jobs", activeDeadlineSeconds',
  remedy: 'Allow more time, or see why it takes so long.',
};

/** Jobs that take longer than they may. */
export const jobDeadline: Analyzer = {
  name: 'job-deadline',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: jobsOf(snapshot).flatMap((job) => (job.reason === 'DeadlineExceeded' ? [describe(snapshot, job)] : [])),
  }),
};

function describe(snapshot: Snapshot, { entity, cronJob, condition, startedAt, endedAt }: Job): Draft {
  const { namespace, name } = entity;
  const deadline = numberAt(entity.raw, 'spec', 'activeDeadlineSeconds');
  return draft({
    code: definition.code,
    role: 'hint',
    tier: 'status',
    severity: definition.severity,
    subject: cronJob === '' ? entity : { kind: 'CronJob', namespace, name: cronJob },
    instances: [entity.key],
    title: `Job ${namespace}/${name} was ended after its deadline of ${deadline ?? '?'} s`,
    detail: 'It was still running when activeDeadlineSeconds had passed (DeadlineExceeded); its pods were removed.',
    evidence: snapshot.cite(
      entity,
      ['spec', 'activeDeadlineSeconds'],
      ['status', 'startTime'],
      ['status', 'conditions', condition ?? 0, 'reason'],
    ),
    explains: [{ instance: entity.key, codes: ['WRK-003'], mechanism: 'ended it' }],
    since: isoTime(endedAt ?? startedAt),
  });
}
