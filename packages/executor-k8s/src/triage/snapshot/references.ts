import { listAt, type PathPart, textAt, valueAt } from '../../evidence/read.ts';

/** How a pod specification names another object. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  readonly name: string;
  /** The key that must exist; null when the object as a whole is named. */
  readonly key: string | null;
  /** Whether the pod starts without it. */
  readonly isOptional: boolean;
  readonly via: 'env' | 'envFrom' | 'volume' | 'imagePullSecret' | 'serviceAccount';
  /** The container that needs it; empty for the pod as a whole. */
  readonly container: string;
  /** From the specification to the reference. */
  readonly path: readonly PathPart[];
}

/**
 * Every ConfigMap, Secret, claim and service account that a pod specification names, in its order.
 * @param spec a pod's `spec` or a template's.
 */
export function readReferences(spec: unknown): readonly Reference[] {
  const containers = ['initContainers', 'containers'].flatMap((list) =>
    listAt(spec, list).flatMap((container, index) => ofContainer(container, [list, index])),
  );
  const volumes = listAt(spec, 'volumes').flatMap((volume, index) => ofVolume(volume, ['volumes', index]));
  const pulls = listAt(spec, 'imagePullSecrets').map((secret, index) =>
    reference('Secret', textAt(secret, 'name'), ['imagePullSecrets', index], 'imagePullSecret'),
  );
  const account = textAt(spec, 'serviceAccountName');
  const accounts =
    account === '' ? [] : [reference('ServiceAccount', account, ['serviceAccountName'], 'serviceAccount')];
  return [...containers, ...volumes, ...pulls, ...accounts].filter(({ name }) => name !== '');
}

function reference(
  kind: Reference['kind'],
  name: string,
  path: readonly PathPart[],
  via: Reference['via'],
  rest: { readonly key?: string | null; readonly optional?: unknown; readonly container?: string } = {},
): Reference {
  const { key = null, optional, container = '' } = rest;
  return { kind, name, key, isOptional: optional === true, via, container, path };
}

function ofContainer(container: unknown, path: readonly PathPart[]): readonly Reference[] {
  const name = textAt(container, 'name');
  const variables = listAt(container, 'env').flatMap((variable, index) =>
    (
      [
        ['ConfigMap', 'configMapKeyRef'],
        ['Secret', 'secretKeyRef'],
      ] as const
    ).flatMap(([kind, field]) => {
      const source = valueAt(variable, 'valueFrom', field);
      if (source === undefined) return [];
      const rest = { key: textAt(source, 'key'), optional: valueAt(source, 'optional'), container: name };
      return [reference(kind, textAt(source, 'name'), [...path, 'env', index, 'valueFrom', field], 'env', rest)];
    }),
  );
  const whole = listAt(container, 'envFrom').flatMap((from, index) =>
    (
      [
        ['ConfigMap', 'configMapRef'],
        ['Secret', 'secretRef'],
      ] as const
    ).flatMap(([kind, field]) => {
      const source = valueAt(from, field);
      if (source === undefined) return [];
      const rest = { optional: valueAt(source, 'optional'), container: name };
      return [reference(kind, textAt(source, 'name'), [...path, 'envFrom', index, field], 'envFrom', rest)];
    }),
  );
  return [...variables, ...whole];
}

function ofVolume(volume: unknown, path: readonly PathPart[]): readonly Reference[] {
  const claim = valueAt(volume, 'persistentVolumeClaim');
  const claims =
    claim === undefined
      ? []
      : [reference('PersistentVolumeClaim', textAt(claim, 'claimName'), [...path, 'persistentVolumeClaim'], 'volume')];
  const projected = listAt(volume, 'projected', 'sources').flatMap((source, index) => [
    ...ofSource('ConfigMap', valueAt(source, 'configMap'), 'name', [
      ...path,
      'projected',
      'sources',
      index,
      'configMap',
    ]),
    ...ofSource('Secret', valueAt(source, 'secret'), 'name', [...path, 'projected', 'sources', index, 'secret']),
  ]);
  return [
    ...claims,
    ...ofSource('ConfigMap', valueAt(volume, 'configMap'), 'name', [...path, 'configMap']),
    ...ofSource('Secret', valueAt(volume, 'secret'), 'secretName', [...path, 'secret']),
    ...projected,
  ];
}

/** The object as a whole, and each key that `items` asks for. */
function ofSource(
  kind: 'ConfigMap' | 'Secret',
  source: unknown,
  nameField: string,
  path: readonly PathPart[],
): readonly Reference[] {
  if (source === undefined) return [];
  const name = textAt(source, nameField);
  const optional = valueAt(source, 'optional');
  const keys = listAt(source, 'items').map((item, index) =>
    reference(kind, name, [...path, 'items', index], 'volume', { key: textAt(item, 'key'), optional }),
  );
  return [reference(kind, name, path, 'volume', { optional }), ...keys];
}
