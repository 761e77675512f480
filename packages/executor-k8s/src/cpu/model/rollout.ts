import { compareText, listAt, textAt, valueAt } from '../../evidence/read.ts';
import { quote } from '../../evidence/words.ts';
import { type RevisionEntry, revisionTime } from './revision.ts';
import type { WorkloadEntry } from './workload.ts';

/** The latest change of a workload's template. */
export interface Rollout {
  readonly current: RevisionEntry;
  readonly previous: RevisionEntry;
  /** When the current revision came to be, milliseconds. */
  readonly at: number;
  readonly changes: readonly Change[];
}

/** One difference between two templates. */
export interface Change {
  /** Such as `image of app`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** Path from the revision to the container. */
  readonly path: readonly (string | number)[];
}

/** @returns null when there are no two revisions or no time is known. */
export function readRollout(workload: WorkloadEntry): Rollout | null {
  const [current, previous] = workload.revisions;
  if (current === undefined || previous === undefined) return null;
  const at = revisionTime(current, workload.pods);
  return at === null ? null : { current, previous, at, changes: compareTemplates(previous, current) };
}

/**
 * Differences of images, environment names and resources, container by container. Values of variables, commands and
 * arguments are not read: they may hold passwords.
 */
function compareTemplates(before: RevisionEntry, after: RevisionEntry): readonly Change[] {
  const path = after.containers;
  const old = new Map(
    listAt(before.item.raw, ...before.containers).map((container) => [textAt(container, 'name'), container]),
  );
  const changes: Change[] = [];
  for (const [index, container] of listAt(after.item.raw, ...path).entries()) {
    const name = textAt(container, 'name');
    const former = old.get(name);
    const place = [...path, index];
    old.delete(name);
    if (former === undefined) changes.push({ what: `container ${name}`, from: 'not there', to: 'added', path: place });
    else changes.push(...compareContainers(name, former, container, place));
  }
  for (const name of old.keys())
    changes.push({ what: `container ${name}`, from: 'there', to: 'removed', path: [...path] });
  return changes;
}

function compareContainers(name: string, before: unknown, after: unknown, path: Change['path']): readonly Change[] {
  const facts: readonly (readonly [string, (container: unknown) => string])[] = [
    ['image', (container) => textAt(container, 'image')],
    ['environment names', environmentNames],
    ...['requests', 'limits'].flatMap((part) =>
      ['cpu', 'memory'].map((resource): [string, (container: unknown) => string] => [
        `${resource} ${part}`,
        (container) => String(valueAt(container, 'resources', part, resource) ?? 'not set'),
      ]),
    ),
  ];
  return facts.flatMap(([what, read]) => {
    const from = read(before);
    const to = read(after);
    return from === to ? [] : [{ what: `${what} of ${name}`, from: quote(from), to: quote(to), path }];
  });
}

function environmentNames(container: unknown): string {
  const names = listAt(container, 'env').map((variable) => textAt(variable, 'name'));
  return names.sort(compareText).join(', ');
}
