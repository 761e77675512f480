import type { Subject } from '../../../evidence/subject.ts';
import { quote } from '../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../draft.ts';
import { slipOf } from '../../snapshot/near-name.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';
import { type CreationFailure, creationFailures, describeRefused, lackText } from './creation-failure.ts';

const common = { role: 'fault', severity: 'high', thresholds: {} } as const;

const account: TriageFindingDefinition = {
  ...common,
  code: 'ADM-105',
  title: 'Service account does not exist',
  decided:
    'The API server refuses pods for "error looking up service account", and no such ServiceAccount was read. Where exactly one name is a slip away, the workload is at fault.',
  source: 'Kubernetes 1.36, serviceaccount/admission.go',
  remedy: 'Create the service account with the rights it needs, or correct the name in the workload.',
};
const priority: TriageFindingDefinition = {
  ...common,
  code: 'ADM-106',
  title: 'Priority class does not exist',
  decided: 'The API server refuses pods for "no PriorityClass with name", and no such PriorityClass was read.',
  source: 'Kubernetes 1.36, priority/admission.go',
  remedy: 'Create the priority class, or correct the name in the workload.',
};
const runtime: TriageFindingDefinition = {
  ...common,
  code: 'ADM-111',
  title: 'Runtime class does not exist',
  decided: 'The API server refuses pods for "RuntimeClass not found".',
  source: 'Kubernetes 1.36, runtimeclass/admission.go',
  remedy: 'Install the runtime with its class, or take the name out of the workload.',
};

interface Missing extends Subject {
  readonly code: string;
  readonly noun: string;
  /** Record that lists what there is; null when it is not read. */
  readonly record: string | null;
}

/** Workloads that name what is not there, which the API server checks before it makes a pod. */
export const missingName: Analyzer = {
  name: 'missing-name',
  topic: 'health',
  definitions: [account, priority, runtime],
  inspect(snapshot) {
    const found = creationFailures(snapshot).flatMap((failure) => {
      const missing = missingOf(failure);
      return missing === null ? [] : [{ failure, missing }];
    });
    const byName = Map.groupBy(found, ({ missing: { kind, namespace, name } }) => keyOf(kind, namespace, name));
    return {
      drafts: [...byName.values()].flatMap((some) => {
        const [first] = some;
        if (first === undefined) return [];
        return describe(
          snapshot,
          first.missing,
          some.map(({ failure }) => failure),
        );
      }),
    };
  },
};

function missingOf({ refusal }: CreationFailure): Missing | null {
  switch (refusal.kind) {
    case 'service-account': {
      const { namespace, name } = refusal;
      return {
        kind: 'ServiceAccount',
        namespace,
        name,
        code: account.code,
        noun: 'Service account',
        record: 'serviceaccounts',
      };
    }
    case 'priority-class':
      return {
        kind: 'PriorityClass',
        namespace: '',
        name: refusal.name,
        code: priority.code,
        noun: 'Priority class',
        record: 'priorityclasses',
      };
    case 'runtime-class':
      return {
        kind: 'RuntimeClass',
        namespace: '',
        name: refusal.name,
        code: runtime.code,
        noun: 'Runtime class',
        record: null,
      };
    default:
      return null;
  }
}

function describe(snapshot: Snapshot, missing: Missing, failures: readonly CreationFailure[]): readonly Draft[] {
  const { kind, namespace, name, code, noun, record } = missing;
  // It exists by now: the next try succeeds.
  if (record !== null && snapshot.find(record, namespace, name) !== undefined) return [];
  const others = record === null ? [] : snapshot.all(record).filter((one) => one.namespace === namespace);
  const workloads = new Set(failures.map(({ workload }) => workload.key));
  const slip =
    workloads.size === 1
      ? slipOf(
          name,
          others.map((one) => one.name),
        )
      : null;
  const [first] = failures;
  const subject = slip !== null && first !== undefined ? first.workload : { kind, namespace, name };
  const shown = namespace === '' ? name : `${namespace}/${name}`;
  const isProven = record !== null && snapshot.isComplete(record, namespace === '' ? null : namespace);
  return [
    describeRefused(snapshot, failures, {
      code,
      tier: isProven ? 'contradiction' : (first?.tier ?? 'message'),
      subject,
      title: `${noun} ${shown} does not exist, so no pod that names it is made`,
      detail: `${slip === null ? '' : `There is ${quote(slip)}. `}${failures.slice(0, 5).map(lackText).join(', ')}.`,
      evidence: failures
        .slice(0, 2)
        .flatMap(({ workload }) =>
          workload.entity === null
            ? []
            : snapshot.cite(
                workload.entity,
                ...['serviceAccountName', 'priorityClassName', 'runtimeClassName'].map((field) => [
                  ...workload.specPath,
                  field,
                ]),
              ),
        ),
      mechanism: `names ${kind} ${name}, which does not exist`,
    }),
  ];
}
