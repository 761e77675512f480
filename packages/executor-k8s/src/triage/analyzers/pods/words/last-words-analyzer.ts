import { quote } from '../../../../evidence/words.ts';
import type { Analyzer, Draft, TriageFindingDefinition } from '../../../draft.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import { crashesOf } from '../crash.ts';
import { wayBack } from '../revision.ts';
import { citeState, explainsOf, faultOf, type Suffering } from '../suffering.ts';
import { type LastWords, lastWordsOf } from './last-words.ts';
import type { Saying } from './signature.ts';
import { storyOf } from './story.ts';
import type { Victim } from './story-of.ts';

const source = 'The words of common servers, runtimes and libraries; see words/signature.ts';
const fault = { role: 'fault', severity: 'high', thresholds: { lines: 60 }, source } as const;
const said =
  'A container crashes by its own doing (no memory kill, no failed start, no completion), and the last line of its log or termination message that a signature fits says ';

const definitions = {
  credentials: {
    ...fault,
    code: 'LOG-101',
    title: 'Server refuses the credentials',
    decided: `${said}that a login was refused. The one Secret that the container takes credentials from is what must change, unless another client with a younger pod logs in with it; else the workload.`,
    remedy:
      'Put the right credentials into the Secret and restart its users, or set the password that it holds at the server.',
  },
  'too-many-connections': {
    ...fault,
    code: 'LOG-102',
    title: 'Server takes no more connections',
    decided: `${said}that the server has no connection left. The workload behind the one Service that the settings name is what must change.`,
    remedy: "Raise the server's limit, pool connections, or find the client that holds them.",
  },
  'missing-variable': {
    ...fault,
    code: 'LOG-103',
    title: 'Environment variable is missing',
    decided: `${said}which variable it misses. Where the template takes it from an optional key, the object that lacks the key is what must change; else the workload.`,
    remedy: 'Set the variable in the template.',
  },
  'missing-file': {
    ...fault,
    code: 'LOG-104',
    title: 'File is missing',
    decided: `${said}which file it does not find. Where the file would be a key of a mounted ConfigMap that lacks it, the ConfigMap is what must change; else the workload.`,
    remedy: 'Mount the file, correct the path, or add the key.',
  },
  'missing-library': {
    ...fault,
    code: 'LOG-105',
    title: 'Image lacks a library',
    decided: `${said}which module, class or shared library it does not find.`,
    remedy: 'Build the image with it; roll back meanwhile.',
  },
  'read-only': {
    ...fault,
    code: 'LOG-106',
    title: 'Process writes to a read-only file system',
    decided: `${said}so. Proven by \`readOnlyRootFilesystem\` or a \`readOnly\` mount at that path.`,
    remedy: 'Mount an emptyDir or a claim at the path that it writes to.',
  },
  permission: {
    ...fault,
    code: 'LOG-107',
    title: 'Process is not permitted',
    decided: `${said}"permission denied", "operation not permitted" or alike.`,
    remedy: 'Set fsGroup or runAsUser to fit the files, or the mode of the volume; use a port above 1023.',
  },
  'no-space': {
    ...fault,
    code: 'LOG-108',
    title: 'No space left',
    decided: `${said}that no space is left. The one claim that is mounted at the path, or at all, is what must grow; else the workload.`,
    remedy: 'Expand the claim, or clean up.',
  },
  'address-in-use': {
    ...fault,
    code: 'LOG-109',
    title: 'Port is taken',
    decided: `${said}that its address is in use. Proven when another container of the pod declares the same port.`,
    remedy: 'Give each container of the pod a port of its own.',
  },
  heap: {
    ...fault,
    code: 'LOG-110',
    title: 'Managed runtime is out of memory',
    decided: `${said}that the runtime's heap is full, although the kernel did not kill it.`,
    remedy: "Fit the heap to the container's limit, or find what fills it.",
  },
  schema: {
    ...fault,
    code: 'LOG-111',
    title: 'Database does not have what the program expects',
    decided: `${said}that a table, column, database or right is missing, exists already, or that migrations wait.`,
    remedy: 'Run the migrations, or correct the name of the database.',
  },
  certificate: {
    ...fault,
    code: 'LOG-112',
    title: 'Certificate is not accepted',
    decided: `${said}that a TLS certificate is expired, of an unknown authority, or for another name.`,
    remedy: 'Renew the certificate, or give the process the right CA bundle.',
  },
  'bad-flag': {
    ...fault,
    code: 'LOG-113',
    title: 'Program does not know its arguments',
    decided: `${said}that a flag or command is unknown.`,
    remedy: 'Correct `args`; compare with the version of the program in the image.',
  },
  'bad-config': {
    ...fault,
    code: 'LOG-114',
    title: 'Configuration is not valid',
    decided: `${said}that a configuration cannot be read. The ConfigMap that is mounted at the named path, or the only one that is mounted, is what must change; else the workload.`,
    remedy: 'Correct the configuration; roll back meanwhile.',
  },
  forbidden: {
    ...fault,
    code: 'LOG-115',
    title: 'Service account lacks a right',
    decided: `${said}which request of which service account the API server refuses.`,
    remedy: 'Bind a Role with that verb and resource to the service account.',
  },
} as const satisfies Readonly<Record<Exclude<Saying['kind'], 'peer'>, TriageFindingDefinition>>;

/** What failed processes said last, and who that makes responsible. What has no signature, or names a peer, is told by the symptom: no proof. */
export const lastWords: Analyzer = {
  name: 'last-words',
  topic: 'health',
  definitions: Object.values(definitions),
  inspect(snapshot) {
    const heard = [...crashed(snapshot), ...notReady(snapshot)].flatMap(({ suffering, counts }): Heard[] => {
      const words = lastWordsOf(snapshot, suffering);
      const saying = words?.saying ?? null;
      return words === null || saying === null || !counts(saying.kind) ? [] : [{ suffering, words, saying }];
    });
    return {
      drafts: heard.flatMap((one) => describe(snapshot, one, heard)),
    };
  },
};

interface Heard extends Victim {
  readonly words: LastWords;
}

interface Speaker {
  readonly suffering: Suffering;
  /** Which sayings mean something here. */
  readonly counts: (kind: Saying['kind']) => boolean;
}

/** Kinds of ends after which a process's words tell why. What the kernel or the runtime did is told by others. */
const tellingEnds: ReadonlySet<string> = new Set(['error', 'probe', 'signal', 'hook']);

function crashed(snapshot: Snapshot): readonly Speaker[] {
  return crashesOf(snapshot).flatMap(({ one, ending }) =>
    tellingEnds.has(ending.kind) ? [{ suffering: one, counts: () => true }] : [],
  );
}

const ofWaiting: ReadonlySet<string> = new Set(['credentials', 'too-many-connections', 'forbidden']);

/** A process that runs and is not ready may say what keeps it waiting; the rest of its log is its daily business. */
function notReady(snapshot: Snapshot): readonly Speaker[] {
  return snapshot.pods
    .filter((pod) => pod.phase === 'Running' && !pod.isReady && !pod.isTerminating)
    .flatMap((pod) =>
      pod.containers.flatMap((container) => {
        if (container.isReady || container.state.kind !== 'running' || container.role !== 'app') return [];
        const trouble = { kind: 'crashing', ended: null } as const;
        const suffering = { pod, workload: snapshot.workloadOf(pod), container, trouble };
        return [{ suffering, counts: (kind: string) => ofWaiting.has(kind) }];
      }),
    );
}

function describe(snapshot: Snapshot, heard: Heard, all: readonly Victim[]): readonly Draft[] {
  const { suffering: one, words, saying } = heard;
  if (saying.kind === 'peer') return [];
  const { code } = definitions[saying.kind];
  const { workload, container, pod } = one;
  const story = storyOf(snapshot, { suffering: one, saying }, words.line, all);
  const mechanism = `its last words: ${quote(words.line)}`;
  const found = faultOf(snapshot, one, {
    code,
    tier: story.tier ?? 'last-words',
    severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    subject: story.subject ?? workload,
    instances: [pod.key],
    title: story.title,
    detail: `${story.detail} ${roleOf(one)}Its last words: “${quote(words.line)}”.`,
    evidence: [...words.evidence, ...citeState(snapshot, one), ...snapshot.cite(pod, ...(story.paths ?? []))],
    // One pod of a workload lends its log to all of them.
    explains:
      one.job === undefined
        ? [{ instance: workload.key, codes: ['POD-001', 'POD-004'], mechanism }]
        : explainsOf(one, mechanism),
    mechanism,
    remediations: story.subject === undefined ? wayBack(snapshot, workload) : [],
    data: { container: container.name },
  });
  return [found];
}

function roleOf({ container }: Suffering): string {
  if (container.role === 'init') return `${container.name} is an init container: the application has not started. `;
  return container.role === 'sidecar' ? `${container.name} is a sidecar. ` : '';
}
