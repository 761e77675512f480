import type { Severity } from '@cloudops/spec';
import { listAt, numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Subject } from '../../../evidence/subject.ts';
import { percent, quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const step = 'api_metrics';
const apiServer: Subject = { kind: 'ControlPlane', namespace: '', name: 'kube-apiserver' };

function define(
  code: string,
  severity: Severity,
  title: string,
  decided: string,
  thresholds: Readonly<Record<string, number>>,
  remedy: string,
): TriageFindingDefinition {
  const source = "Kubernetes API call latency SLOs (sig-scalability); kubernetes-mixin's API server alerts";
  return { code, title, role: 'fault', severity, decided, thresholds, source, remedy };
}

const slow = define(
  'LAT-101',
  'high',
  'API requests are slow',
  'Over the window, 99 % of the requests of a verb took longer than a second (lists across namespaces: 30 seconds), of at least 20 requests. The figure is the upper bound of a histogram bucket.',
  { seconds: 1, list_seconds: 30, requests: 20 },
  'See below whether webhooks, etcd or flow control take the time; else look at who asks for large lists.',
);
const webhook = define(
  'LAT-102',
  'high',
  'Webhook slows requests',
  'A webhook took more than half a second on average, of at least 5 calls in the window: every write that it matches waits for it.',
  { seconds: 0.5, calls: 5 },
  'Mend or scale what serves it; lower its timeoutSeconds; narrow its rules and selectors.',
);
const etcd = define(
  'LAT-103',
  'high',
  'etcd is slow',
  'Requests to etcd took more than 100 ms on average, of at least 20.',
  { seconds: 0.1, requests: 20 },
  "Look at etcd's disk (fsync) and the size of its database.",
);
const turnedAway = define(
  'LAT-104',
  'high',
  'Flow control turns requests away',
  'A priority level rejected requests in the window: clients got 429.',
  { requests: 1 },
  'Find the client that floods it (user agent in the audit log); give important clients a FlowSchema of their own.',
);
const failing = define(
  'LAT-105',
  'high',
  'API requests fail',
  'More than 1 % of at least 100 requests in the window were answered with a 5xx code.',
  { share: 0.01, requests: 100 },
  'See the control plane’s own log, and whether an aggregated API is down.',
);

/** Why the API server is slow, from its own figures. */
export const slowApiServer: Analyzer = {
  name: 'slow-api-server',
  topic: 'latency',
  definitions: [slow, webhook, etcd, turnedAway, failing],
  inspect(snapshot) {
    const output = snapshot.book.evidence(step).output;
    const explained = [...webhooks(snapshot, output), ...slowEtcd(snapshot, output), ...rejections(snapshot, output)];
    return { drafts: [...explained, ...requests(snapshot, output), ...errors(snapshot, output)] };
  },
};

function tell(
  snapshot: Snapshot,
  definition: TriageFindingDefinition,
  subject: Subject,
  path: readonly (string | number)[],
  title: string,
  detail: string,
): Draft {
  const cited = snapshot.book.cite({ step, path });
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'figure',
    severity: definition.severity,
    subject,
    title,
    detail,
    evidence: cited === null ? [] : [cited],
  });
}

function requests(snapshot: Snapshot, output: unknown): readonly Draft[] {
  return listAt(output, 'requests').flatMap((request, index) => {
    const [verb, scope] = [textAt(request, 'verb'), textAt(request, 'scope')];
    const p99 = valueAt(request, 'p99_sec');
    const count = numberAt(request, 'count') ?? 0;
    const bound = verb === 'LIST' && scope === 'cluster' ? 30 : 1;
    // Null: slower than the histogram's largest bucket.
    if (count < 20 || (typeof p99 === 'number' && p99 <= bound)) return [];
    const time = typeof p99 === 'number' ? `up to ${p99} s` : 'a minute and more';
    return [
      tell(
        snapshot,
        slow,
        apiServer,
        ['requests', index],
        `${verb} requests (${scope}) take ${time}`,
        `99 % of ${count} requests took ${time}; ${bound} s is the objective.`,
      ),
    ];
  });
}

function webhooks(snapshot: Snapshot, output: unknown): readonly Draft[] {
  return listAt(output, 'webhooks').flatMap((one, index) => {
    const [name, count, mean] = [textAt(one, 'name'), numberAt(one, 'count') ?? 0, numberAt(one, 'mean_sec') ?? 0];
    if (count < 5 || mean <= 0.5) return [];
    const subject = configurationOf(snapshot, name);
    const title = `Webhook ${quote(name)} takes ${Math.round(mean * 100) / 100} s per request`;
    return [
      tell(snapshot, webhook, subject, ['webhooks', index], title, `${count} calls in the window waited for it.`),
    ];
  });
}

/** The configuration that holds a webhook; the API server where none that was read does. */
function configurationOf(snapshot: Snapshot, name: string): Subject {
  const holders = ['mutatingwebhooks', 'validatingwebhooks'].flatMap((record) => snapshot.all(record));
  return holders.find(({ raw }) => listAt(raw, 'webhooks').some((one) => textAt(one, 'name') === name)) ?? apiServer;
}

function slowEtcd(snapshot: Snapshot, output: unknown): readonly Draft[] {
  const [count, mean] = [numberAt(output, 'etcd', 'count') ?? 0, numberAt(output, 'etcd', 'mean_sec') ?? 0];
  if (count < 20 || mean <= 0.1) return [];
  const subject = { kind: 'ControlPlane', namespace: '', name: 'etcd' };
  return [
    tell(
      snapshot,
      etcd,
      subject,
      ['etcd'],
      `etcd takes ${Math.round(mean * 1000)} ms per request`,
      `${count} requests in the window.`,
    ),
  ];
}

function rejections(snapshot: Snapshot, output: unknown): readonly Draft[] {
  return listAt(output, 'rejected').map((one, index) => {
    const [level, reason, count] = [textAt(one, 'level'), textAt(one, 'reason'), numberAt(one, 'count') ?? 0];
    const subject = { kind: 'PriorityLevelConfiguration', namespace: '', name: level };
    const title = `Priority level ${quote(level)} turned ${count} requests away`;
    return tell(snapshot, turnedAway, subject, ['rejected', index], title, `Reason: ${quote(reason)}.`);
  });
}

function errors(snapshot: Snapshot, output: unknown): readonly Draft[] {
  const [total, failed] = [numberAt(output, 'total') ?? 0, numberAt(output, 'errors') ?? 0];
  if (total < 100 || failed / total <= 0.01) return [];
  const title = `${percent(failed / total)} of API requests fail`;
  return [
    tell(
      snapshot,
      failing,
      apiServer,
      ['errors'],
      title,
      `${failed} of ${total} in the window were answered with a 5xx code.`,
    ),
  ];
}
