import { textAt, valueAt } from '../../../../evidence/read.ts';
import { nameOf } from '../../../../evidence/subject.ts';
import { quote } from '../../../../evidence/words.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { tcpPorts } from '../probe-spec.ts';
import type { Suffering } from '../suffering.ts';
import { ofConfig, ofFile, ofPermission, ofReadOnly, ofSpace } from './file-stories.ts';
import { ofCertificate, ofCredentials, ofServer } from './peer-stories.ts';
import type { Saying } from './signature.ts';
import type { Of, Story, Victim } from './story-of.ts';
import { ofVariable } from './variable-story.ts';

/**
 * Reads a saying against the objects.
 * @param all every process that failed with words, this one included.
 */
export function storyOf(
  snapshot: Snapshot,
  { suffering: one, saying }: { readonly suffering: Suffering; readonly saying: Exclude<Saying, { kind: 'peer' }> },
  line: string,
  all: readonly Victim[],
): Story {
  const others = all.filter(
    ({ suffering }) => suffering.workload.key !== one.workload.key && suffering.pod.namespace === one.pod.namespace,
  );
  const who = `${nameOf(one.workload)}: container ${one.container.name}`;
  switch (saying.kind) {
    case 'credentials':
      return ofCredentials(snapshot, one, saying, { line, others });
    case 'too-many-connections':
      return ofServer(snapshot, one, line);
    case 'missing-variable':
      return ofVariable(snapshot, one, saying, others);
    case 'missing-file':
      return ofFile(snapshot, one, saying);
    case 'missing-library':
      return {
        title: `${who} lacks ${quote(saying.name)} in its image`,
        detail: `Image ${quote(one.container.image)} does not hold a library or module that the program loads.`,
      };
    case 'read-only':
      return ofReadOnly(one, saying);
    case 'permission':
      return ofPermission(one, saying);
    case 'no-space':
      return ofSpace(one, saying);
    case 'address-in-use':
      return ofAddress(one, saying);
    case 'heap':
      return ofHeap(one, saying);
    case 'schema':
      return {
        title: `${who} and its database do not fit: ${quote(saying.name) || 'a migration is missing'}`,
        detail:
          'The database answers, and does not have what the program expects, or has it already: a migration did not run, ran twice, or the name of the database is wrong.',
      };
    case 'certificate':
      return ofCertificate(snapshot, one, saying);
    case 'bad-flag':
      return {
        title: `${who} is started with ${quote(saying.flag)}, which it does not know`,
        detail: `The program of image ${quote(one.container.image)} refuses its arguments and ends.`,
      };
    case 'bad-config':
      return ofConfig(one, saying);
    case 'forbidden':
      return {
        title: `ServiceAccount ${saying.namespace}/${saying.account} may not ${quote(saying.verb)} ${quote(saying.resource)}, which ${nameOf(one.workload)} needs`,
        detail:
          'The API server refuses a request of the process: no Role that is bound to its service account allows it.',
        subject: { kind: 'ServiceAccount', namespace: saying.namespace, name: saying.account },
        paths: [['spec', 'serviceAccountName']],
      };
  }
}

function ofAddress({ pod, container, workload }: Suffering, { port }: Of<'address-in-use'>): Story {
  const declared = tcpPorts(pod);
  const wanted = port ?? declared.find((one) => one.container === container.name)?.number ?? null;
  const others = declared
    .filter((one) => one.number === wanted && one.container !== container.name)
    .map((one) => one.container);
  const paths = pod.containers.map(({ specPath }) => [...specPath, 'ports']);
  const what = wanted === null ? 'its port' : `port ${wanted}`;
  if (others.length > 0) {
    return {
      title: `${nameOf(workload)}: containers ${container.name} and ${others.join(', ')} both want ${what}`,
      detail: 'Containers of one pod share one network: only one of them can listen on a port.',
      tier: 'contradiction',
      paths,
    };
  }
  const isOnHost = valueAt(pod.raw, 'spec', 'hostNetwork') === true;
  return {
    title: `${nameOf(workload)}: container ${container.name} finds ${what} taken`,
    detail: isOnHost
      ? `The pod uses the network of node ${pod.node}, where something listens there already.`
      : 'Another process of the same pod listens there already.',
    paths: [...paths, ['spec', 'hostNetwork']],
  };
}

function ofHeap({ container, workload }: Suffering, { runtime }: Of<'heap'>): Story {
  const limit = textAt(container.spec, 'resources', 'limits', 'memory');
  return {
    title: `${nameOf(workload)}: the runtime of container ${container.name} is out of memory`,
    detail: `${quote(runtime)}: the runtime gave up by its own limit, the kernel did not kill it.${limit === '' ? '' : ` The container may use ${quote(limit)}:`} set the heap (-Xmx, --max-old-space-size, memory_limit) to fit, or find what fills it.`,
    paths: [[...container.specPath, 'resources', 'limits', 'memory']],
  };
}
