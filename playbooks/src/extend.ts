import { hash } from 'node:crypto';
import { nearestHint } from '@cloudops/planner';
import type { CatalogEntry, Json, Playbook, PlaybookStep } from '@cloudops/spec';
import type { PlaybookProblem } from './problem.ts';
import type { Path } from './source/source-file.ts';

/** A playbook with a way to say where a part of it stands. */
export interface Extendable {
  readonly entry: CatalogEntry;
  readonly problemAt: (path: Path, message: string, hint: string) => PlaybookProblem;
}

/** A playbook with its steps filled in, or what keeps it from having them. */
export type Extension =
  | { readonly kind: 'entry'; readonly entry: CatalogEntry }
  | { readonly kind: 'broken'; readonly problem: PlaybookProblem };

/** Fills in the steps of a playbook that extends another; any other stays as it is. Its digest covers both files. */
export function extend(one: Extendable, all: readonly Extendable[]): Extension {
  const { playbook } = one.entry;
  const wanted = playbook.extends;
  if (wanted === undefined) return { kind: 'entry', entry: one.entry };
  const broken = (path: Path, message: string, hint: string): Extension => ({
    kind: 'broken',
    problem: one.problemAt(path, message, hint),
  });
  const names = all.map(({ entry }) => entry.playbook.metadata.name);
  const base = all.find(({ entry }) => entry.playbook.metadata.name === wanted.playbook)?.entry;
  const at = ['extends', 'playbook'];
  if (base === undefined) {
    return broken(
      at,
      `there is no playbook "${wanted.playbook}"`,
      nearestHint(wanted.playbook, names, 'name a playbook'),
    );
  }
  if (base.playbook.extends !== undefined)
    return broken(at, `"${wanted.playbook}" extends another itself`, 'extend that one');
  if (playbook.steps.length > 0)
    return broken(['steps'], 'a playbook that extends another has no steps of its own', 'leave them empty');
  const ids = base.playbook.steps.map(({ id }) => id);
  const stranger = Object.keys(wanted.with ?? {}).find((id) => !ids.includes(id));
  if (stranger !== undefined) {
    const hint = nearestHint(stranger, ids, `its steps: ${ids.join(', ')}`);
    return broken(['extends', 'with', stranger], `"${wanted.playbook}" has no step "${stranger}"`, hint);
  }
  const digest = `sha256:${hash('sha256', `${base.digest}\n${one.entry.digest}`, 'hex')}`;
  return { kind: 'entry', entry: { ...one.entry, playbook: fill(playbook, base.playbook), digest } };
}

function fill(playbook: Playbook, base: Playbook): Playbook {
  return {
    ...playbook,
    inputs: { ...base.inputs, ...playbook.inputs },
    steps: base.steps.map((step) => withSettings(step, playbook.extends?.with?.[step.id])),
    findings: playbook.findings.length > 0 ? playbook.findings : base.findings,
  };
}

function withSettings(step: PlaybookStep, settings: Readonly<Record<string, Json>> | undefined): PlaybookStep {
  return settings === undefined ? step : { ...step, with: { ...step.with, ...settings } };
}
