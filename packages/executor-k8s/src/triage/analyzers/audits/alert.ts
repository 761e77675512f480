import type { Severity } from '@cloudops/spec';
import { listAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { instanceOf, nameOf, type Subject } from '../../../evidence/subject.ts';
import { count, quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';

/** The code of alerts that nothing here explains. */
const alertCode = 'ALR-101';

const definition: TriageFindingDefinition = {
  code: alertCode,
  title: 'Alert fires for an object where nothing else was found',
  role: 'hint',
  severity: 'low',
  decided:
    'Alertmanager, or Prometheus where there is none, says that an alert fires whose labels name an object, and no analyzer found anything about that object. Alerts that always fire (Watchdog), inform only, or name nothing in the cluster are left out.',
  thresholds: {},
  source: 'Alertmanager, API v2; Prometheus, HTTP API, alerts; labels of kube-state-metrics and cAdvisor',
  remedy: 'Read what the alert says of itself: it may see what objects do not show, such as errors or latency.',
};

/** Alerts of which the objects say nothing. */
export const alert: Analyzer = {
  name: 'alert',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const firing = listAt(snapshot.book.evidence('alerts').output, 'alerts').flatMap((raw, index): Firing[] => {
      const about = isTelling(raw) ? aboutOf(snapshot, raw) : null;
      return about === null ? [] : [{ raw, index, ...about }];
    });
    const groups = Map.groupBy(firing, ({ raw, subject }) => `${textAt(raw, 'name')}\u0000${instanceOf(subject)}`);
    return { drafts: [...groups.values()].map((group) => describe(snapshot, group)) };
  },
};

/** Alerts are dropped whose object, or a pod of it, has a finding: the reader hears of it there. */
export function withoutCovered(drafts: readonly Draft[]): readonly Draft[] {
  if (!drafts.some(({ code }) => code === alertCode)) return drafts;
  const told = new Set(
    drafts
      .filter(({ code }) => code !== alertCode)
      .flatMap(({ subject, instances }) => [instanceOf(subject), ...instances]),
  );
  return drafts.filter(
    ({ code, subject, instances }) =>
      code !== alertCode || ![instanceOf(subject), ...instances].some((place) => told.has(place)),
  );
}

interface About {
  readonly subject: Subject;
  readonly instances: readonly string[];
}

interface Firing extends About {
  readonly raw: unknown;
  /** Position in the step's output. */
  readonly index: number;
}

/** kubernetes-mixin, general rules: one alert that always fires, and one that only mutes others. */
const idle: ReadonlySet<string> = new Set(['Watchdog', 'DeadMansSwitch', 'InfoInhibitor', '']);

function isTelling(raw: unknown): boolean {
  const severity = textAt(raw, 'severity').toLowerCase();
  return !idle.has(textAt(raw, 'name')) && severity !== 'none' && severity !== 'info';
}

/** Labels that name an object, the most telling first: `pod` may be that of whoever measures. */
const labelKinds = [
  ['deployment', 'Deployment', null],
  ['statefulset', 'StatefulSet', null],
  ['daemonset', 'DaemonSet', null],
  ['cronjob', 'CronJob', null],
  ['horizontalpodautoscaler', 'HorizontalPodAutoscaler', 'hpas'],
  ['persistentvolumeclaim', 'PersistentVolumeClaim', 'claims'],
  ['poddisruptionbudget', 'PodDisruptionBudget', 'budgets'],
  ['ingress', 'Ingress', 'ingresses'],
  ['job_name', 'Job', 'jobs'],
] as const;

/** The object that an alert is about; null where it names none that was read. */
function aboutOf(snapshot: Snapshot, raw: unknown): About | null {
  const label = (name: string): string => textAt(raw, 'labels', `exported_${name}`) || textAt(raw, 'labels', name);
  const namespace = label('namespace');
  for (const [name, kind, record] of labelKinds) {
    const value = label(name);
    if (value === '') continue;
    const found =
      record === null ? snapshot.workloads.get(keyOf(kind, namespace, value)) : snapshot.find(record, namespace, value);
    if (found !== undefined) return { subject: found, instances: [found.key] };
  }
  const pod = snapshot.find('pods', namespace, label('pod'));
  if (pod !== undefined) {
    const owner = snapshot.podsIn(namespace).find(({ name }) => name === pod.name);
    if (owner !== undefined) return { subject: snapshot.workloadOf(owner), instances: [owner.key] };
  }
  const service = snapshot.find('services', namespace, label('service'));
  if (service !== undefined && label('pod') === '') return { subject: service, instances: [service.key] };
  const node = snapshot.find('nodes', '', label('node'));
  return node === undefined ? null : { subject: node, instances: [node.key] };
}

const severityOf: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'medium'],
  ['page', 'medium'],
]);

function describe(snapshot: Snapshot, group: readonly Firing[]): Draft {
  const [first] = group as readonly [Firing, ...Firing[]];
  const { raw, subject } = first;
  const name = textAt(raw, 'name');
  const since = group.flatMap((one) => timeAt(one.raw, 'since') ?? []).sort((a, b) => a - b)[0] ?? null;
  const words = textAt(raw, 'summary') || textAt(raw, 'description');
  const age = since === null || snapshot.now === null ? '' : ` for ${span(snapshot.now - since)}`;
  const places = group.slice(0, 3).map(({ index }) => [{ step: 'alerts', path: ['alerts', index] }, 'name'] as const);
  return draft({
    code: definition.code,
    role: 'hint',
    tier: 'message',
    severity: severityOf.get(textAt(raw, 'severity').toLowerCase()) ?? 'low',
    subject,
    instances: [...new Set(group.flatMap(({ instances }) => instances))].sort(),
    title: `Alert ${quote(name)} fires for ${nameOf(subject)}`,
    detail: `It fires${age}${group.length > 1 ? ` (${count(group.length, 'time')})` : ''}${words === '' ? '.' : `, and says: ${quote(words)}`} Nothing that was read of the object shows what it means.`,
    evidence: snapshot.book.citeAll(places),
    since: isoTime(since),
    data: { alert: quote(name), severity: quote(String(valueAt(raw, 'severity') ?? '')) },
  });
}
