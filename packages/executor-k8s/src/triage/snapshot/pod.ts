import { conditionOf, labelsAt, listAt, textAt, timeAt, valueAt } from '../../evidence/read.ts';
import { type Container, readContainers } from './container.ts';
import type { Entity } from './entity.ts';

/** A pod, with what most analyzers ask of it. The rest is read from `raw`. */
export interface Pod extends Entity {
  /** The object that made it; null for a bare pod. */
  readonly owner: { readonly kind: string; readonly name: string } | null;
  /** Empty while not scheduled. */
  readonly node: string;
  readonly phase: string;
  readonly isTerminating: boolean;
  /** Succeeded or Failed: it reserves nothing any more. */
  readonly isFinished: boolean;
  readonly isReady: boolean;
  /** Milliseconds; null when not stated. */
  readonly createdAt: number | null;
  readonly labels: ReadonlyMap<string, string>;
  readonly containers: readonly Container[];
}

/** Fields that few analyzers ask of few pods are worked out when asked for. */
class LazyPod implements Pod {
  readonly kind = 'Pod';
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  readonly item: Entity['item'];
  readonly raw: unknown;
  readonly owner: Pod['owner'];
  readonly node: string;
  readonly phase: string;
  readonly isTerminating: boolean;
  readonly isFinished: boolean;
  readonly isReady: boolean;
  #labels: ReadonlyMap<string, string> | null = null;
  #containers: readonly Container[] | null = null;

  constructor(entity: Entity) {
    const { raw } = entity;
    this.namespace = entity.namespace;
    this.name = entity.name;
    this.key = entity.key;
    this.item = entity.item;
    this.raw = raw;
    this.owner = controllerOf(raw);
    this.node = textAt(raw, 'spec', 'nodeName');
    this.phase = textAt(raw, 'status', 'phase');
    this.isTerminating = valueAt(raw, 'metadata', 'deletionTimestamp') !== undefined;
    this.isFinished = this.phase === 'Succeeded' || this.phase === 'Failed';
    this.isReady = textAt(conditionOf(raw, 'Ready')?.raw, 'status') === 'True';
  }

  get createdAt(): number | null {
    return timeAt(this.raw, 'metadata', 'creationTimestamp');
  }

  get labels(): ReadonlyMap<string, string> {
    this.#labels ??= labelsAt(this.raw, 'metadata', 'labels');
    return this.#labels;
  }

  get containers(): readonly Container[] {
    this.#containers ??= readContainers(this.raw);
    return this.#containers;
  }
}

/** By the entities that they were made of: what was worked out for one snapshot is there for the next. */
const remembered = new WeakMap<readonly Entity[], readonly Pod[]>();

/** The pods of a snapshot, the same ones for the same entities. */
export function toPods(entities: readonly Entity[]): readonly Pod[] {
  const known = remembered.get(entities) ?? entities.map((entity) => new LazyPod(entity));
  remembered.set(entities, known);
  return known;
}

/** The owner that controls an object; null without one. */
export function controllerOf(raw: unknown): { readonly kind: string; readonly name: string } | null {
  const owner = listAt(raw, 'metadata', 'ownerReferences').find((one) => valueAt(one, 'controller') === true);
  const kind = textAt(owner, 'kind');
  const name = textAt(owner, 'name');
  return kind === '' || name === '' ? null : { kind, name };
}
