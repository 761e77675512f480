import { listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import { historyRecords } from '../../records/history.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { findRemoved, minorOf } from './removed-apis.ts';

const source = 'Kubernetes, "Deprecated API Migration Guide"';
const written: TriageFindingDefinition = {
  code: 'API-101',
  title: 'Object written with an API version that goes away',
  role: 'fault',
  severity: 'high',
  decided:
    'managedFields says that a writer last wrote the object with a version that the target release (input version; else the next minor one) does not serve: its manifest, chart or program uses that version and will be refused. Versions that the present release has already dropped are low: nobody can have written with them since.',
  thresholds: {},
  source,
  remedy: 'Change the apiVersion in the manifest or chart and apply it again; the object itself is kept by Kubernetes.',
};
const requested: TriageFindingDefinition = {
  code: 'API-102',
  title: 'Somebody asks for an API version that goes away',
  role: 'fault',
  severity: 'high',
  decided:
    'The API server counted requests, since it started, for a version that is removed by the target release (metric apiserver_requested_deprecated_apis).',
  thresholds: {},
  source,
  remedy: 'The audit log of the API server names the client (annotation k8s.io/deprecated).',
};

/** What keeps a cluster from its next release. */
export const deprecatedApi: Analyzer = {
  name: 'deprecated-api',
  topic: 'deprecated-apis',
  definitions: [written, requested],
  inspect(snapshot) {
    const present = minorOf(valueAt(snapshot.book.evidence('health').output, 'version', 'output', 'git_version'));
    const target = minorOf(snapshot.options.version) ?? (present === null ? null : present + 1);
    const records = historyRecords.filter(({ name }) => name.startsWith('touched_'));
    const objects = records.flatMap(({ name }) =>
      snapshot.all(name).flatMap((entity) => judge(snapshot, entity, present, target)),
    );
    return { drafts: [...objects, ...requests(snapshot, target)] };
  },
};

function judge(snapshot: Snapshot, entity: Entity, present: number | null, target: number | null): readonly Draft[] {
  return listAt(entity.raw, 'metadata', 'managedFields').flatMap((write, index) => {
    const version = textAt(write, 'apiVersion');
    const found = findRemoved(version, entity.kind);
    const removedIn = minorOf(found?.removedIn);
    if (found === undefined || removedIn === null || (target !== null && removedIn > target)) return [];
    const isOld = present !== null && removedIn <= present;
    const manager = quote(textAt(write, 'manager'));
    return [
      draft({
        code: written.code,
        role: 'fault',
        tier: 'contradiction',
        severity: isOld ? 'low' : written.severity,
        subject: entity,
        title: `${nameOf(entity)} was written by ${manager} with ${version}, which ${isOld ? 'is gone since' : 'goes away in'} ${found.removedIn}`,
        detail: `Use ${found.use} instead. ${isOld ? 'The manifest may have been changed since without being applied.' : ''}`,
        evidence: snapshot.cite(
          entity,
          ['metadata', 'managedFields', index, 'apiVersion'],
          ['metadata', 'managedFields', index, 'manager'],
        ),
        data: { removed_in: found.removedIn, use: found.use },
      }),
    ];
  });
}

function requests(snapshot: Snapshot, target: number | null): readonly Draft[] {
  return listAt(snapshot.book.evidence('api_metrics').output, 'deprecated').flatMap((one, index) => {
    const removedIn = textAt(one, 'removed_release');
    const minor = minorOf(removedIn);
    if (target !== null && (minor === null || minor > target)) return [];
    const [group, version, resource] = [textAt(one, 'group'), textAt(one, 'version'), textAt(one, 'resource')];
    const name = `${group === '' ? '' : `${group}/`}${version} ${resource}`;
    const cited = snapshot.book.cite({ step: 'api_metrics', path: ['deprecated', index] });
    return [
      draft({
        code: requested.code,
        role: 'fault',
        tier: 'figure',
        severity: requested.severity,
        subject: { kind: 'ControlPlane', namespace: '', name: 'kube-apiserver' },
        instances: [`APIResource/${name}`],
        title: `Clients ask for ${quote(name)}, which goes away in ${quote(removedIn)}`,
        detail: requested.remedy,
        evidence: cited === null ? [] : [cited],
      }),
    ];
  });
}
