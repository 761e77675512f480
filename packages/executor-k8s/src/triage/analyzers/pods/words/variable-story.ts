import { listAt, type PathPart, textAt, valueAt } from '../../../../evidence/read.ts';
import { nameOf } from '../../../../evidence/subject.ts';
import { quote, someOf } from '../../../../evidence/words.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Suffering } from '../suffering.ts';
import type { Of, Story, Victim } from './story-of.ts';

/**
 * A variable that is missing: the template sets none, or takes it from a key that is not there.
 * @param others other workloads of the namespace that failed with words.
 */
export function ofVariable(
  snapshot: Snapshot,
  one: Suffering,
  saying: Of<'missing-variable'>,
  others: readonly Victim[],
): Story {
  const { container, workload } = one;
  const index = listAt(container.spec, 'env').findIndex((variable) => textAt(variable, 'name') === saying.name);
  if (index < 0) return ofUnset(one, saying, others);
  const variable = listAt(container.spec, 'env')[index];
  const path = [...container.specPath, 'env', index];
  return (
    ofReference(snapshot, one, saying.name, { variable, path }) ?? {
      title: `${nameOf(workload)}: container ${container.name} does not accept ${quote(saying.name)} as it is set`,
      detail: `The template sets ${quote(saying.name)}${valueAt(variable, 'is_empty') === true ? ' to an empty text' : ''}.`,
      paths: [[...path, 'name']],
    }
  );
}

/** What a container takes all of its variables from. */
function sourcesOf(spec: unknown): readonly { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string }[] {
  return listAt(spec, 'envFrom').flatMap((from): { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string }[] => {
    const map = textAt(from, 'configMapRef', 'name');
    const secret = textAt(from, 'secretRef', 'name');
    if (map !== '') return [{ kind: 'ConfigMap', name: map }];
    return secret === '' ? [] : [{ kind: 'Secret', name: secret }];
  });
}

function ofUnset(
  { pod, container, workload }: Suffering,
  { name }: Of<'missing-variable'>,
  others: readonly Victim[],
): Story {
  const sources = sourcesOf(container.spec);
  const common = sources.find((source) => others.some((other) => lacksFrom(other, name, source)));
  if (common !== undefined) {
    return {
      title: `${common.kind} ${pod.namespace}/${common.name} gives its users no ${quote(name)}`,
      detail: `Several workloads take all their variables from it, and each misses ${quote(name)}.`,
      subject: { ...common, namespace: pod.namespace },
      paths: [[...container.specPath, 'envFrom']],
    };
  }
  const names = sources.map((source) => source.name);
  const from = names.length === 0 ? '' : ` It takes all variables of ${someOf(names)}, and none of them is this one.`;
  return {
    title: `${nameOf(workload)}: container ${container.name} needs ${quote(name)}, which is not set`,
    detail: `The template sets no variable ${quote(name)}.${from}`,
    paths: [[...container.specPath, 'env']],
  };
}

function lacksFrom({ saying, suffering }: Victim, name: string, source: { kind: string; name: string }): boolean {
  return (
    saying.kind === 'missing-variable' &&
    saying.name === name &&
    sourcesOf(suffering.container.spec).some((one) => one.kind === source.kind && one.name === source.name)
  );
}

/** An optional reference lets a container start without its variable. */
function ofReference(
  snapshot: Snapshot,
  { pod, workload }: Suffering,
  name: string,
  { variable, path }: { readonly variable: unknown; readonly path: readonly PathPart[] },
): Story | null {
  const field = ['configMapKeyRef', 'secretKeyRef'].find((one) => valueAt(variable, 'valueFrom', one) !== undefined);
  if (field === undefined) return null;
  const kind = field === 'configMapKeyRef' ? 'ConfigMap' : 'Secret';
  const source = textAt(variable, 'valueFrom', field, 'name');
  const key = textAt(variable, 'valueFrom', field, 'key');
  const isOptional = valueAt(variable, 'valueFrom', field, 'optional') === true;
  const isThere = snapshot.find(kind === 'ConfigMap' ? 'configmaps' : 'secrets', pod.namespace, source) !== undefined;
  const what = isThere ? 'the key is missing or empty' : 'the object or the key is missing, or it is empty';
  return {
    title: `${kind} ${pod.namespace}/${source} gives ${workload.kind} ${workload.name} no ${quote(name)}`,
    detail: `The variable comes from key ${quote(key)} of ${kind} ${source}${isOptional ? ', which is optional, so that the container starts without it' : ''}; ${what}.`,
    subject: { kind, namespace: pod.namespace, name: source },
    paths: [[...path, 'valueFrom', field]],
  };
}
