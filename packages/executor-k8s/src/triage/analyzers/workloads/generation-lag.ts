import { conditionOf, timeAt } from '../../../evidence/read.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import { graceMs } from '../../snapshot/pod-symptoms.ts';
import { isObserved } from '../../snapshot/workload-status.ts';

const definition: TriageFindingDefinition = {
  code: 'WRK-105',
  title: 'Controller has not seen the latest change',
  role: 'hint',
  severity: 'medium',
  decided:
    'observedGeneration of a Deployment, StatefulSet or DaemonSet that is older than 30 seconds is below its generation. It takes a moment after each change; where it stays, the controller manager does not run (see CTL-102).',
  thresholds: { seconds: 30 },
  source: 'Kubernetes API conventions, observedGeneration',
  remedy: 'See whether kube-controller-manager runs; ask again in a minute.',
};

/** Workloads whose controller lags. */
export const generationLag: Analyzer = {
  name: 'generation-lag',
  topic: 'health',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: [...snapshot.workloads.values()].flatMap((workload) => {
      const { entity, kind, namespace, name } = workload;
      const made = timeAt(entity?.raw, 'metadata', 'creationTimestamp');
      const isYoung = made === null || snapshot.now === null || snapshot.now - made <= graceMs;
      if (entity === null || isYoung || isObserved(workload)) return [];
      const progressing = conditionOf(entity.raw, 'Progressing')?.index ?? 0;
      return [
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'status',
          severity: definition.severity,
          subject: workload,
          title: `${kind} ${namespace}/${name}: its controller has not seen the latest change`,
          detail: 'What its status says is of an earlier generation.',
          evidence: snapshot.cite(
            entity,
            ['metadata', 'generation'],
            ['status', 'observedGeneration'],
            ['status', 'conditions', progressing, 'lastUpdateTime'],
          ),
          explains: [{ instance: workload.key, codes: ['WRK-002'], mechanism: 'nobody acts on it' }],
        }),
      ];
    }),
  }),
};
