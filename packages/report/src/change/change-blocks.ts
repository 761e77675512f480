import type { ChangeState, Report, ReportedChange, ReportStatus, ResourceRef } from '@cloudops/spec';
import { nameResource } from '../analysis/summary.ts';
import type { Block, Item, Mark } from '../document/document.ts';
import { isUnhealed } from './change-status.ts';

const words: Readonly<Record<ChangeState, string>> = {
  'in-place': 'in place already',
  changed: 'changed',
  'not-done': 'not done',
  undone: 'undone',
  stands: 'could not be taken back, and stands',
  unknown: 'unknown',
};

/** What became of each change, and how to go on; never shortened, since the world is as it says here. */
export function changeBlocks({ changes = [], status }: Report, runId: string | null): readonly Block[] {
  if (changes.length === 0) return [];
  return [
    { kind: 'heading', text: changes.length === 1 ? 'Change' : 'Changes' },
    { kind: 'items', items: changes.map((change) => changeItem(change, status)) },
    ...followUps(changes, runId),
  ];
}

/** Whether a change ended well, badly, or nobody knows. */
export function changeMark(change: ReportedChange, status: ReportStatus): Mark {
  const { state, verification } = change.outcome;
  if (state === 'unknown') return 'unknown';
  // Where all went as was wanted, taking it back was what was wanted.
  if (state === 'in-place' || status === 'completed') return 'good';
  if (state !== 'changed') return 'stopped';
  if (!isUnhealed(change)) return 'good';
  return verification === null ? 'unknown' : 'stopped';
}

/** The worst of all marks. */
export function changesMark({ changes = [], status }: Report): Mark {
  const marks = changes.map((change) => changeMark(change, status));
  return marks.includes('unknown') ? 'unknown' : marks.includes('stopped') ? 'stopped' : 'good';
}

/** A change in one line: `Scale api: undone. It did not become ready.` */
export function changeText({ step, title, outcome: { state, message } }: ReportedChange): string {
  return `${title === '' ? step : title}: ${words[state]}. ${message}`.trimEnd();
}

function changeItem(change: ReportedChange, status: ReportStatus): Item {
  const { state, message, objects, verification, undo } = change.outcome;
  const isSaid = verification === null || message.includes(verification.message.trim().replace(/[.]+$/, ''));
  return {
    mark: changeMark(change, status),
    text: changeText(change),
    details: [
      ...objects.flatMap(({ resource, effects }) => objectLines(resource, effects, state)),
      ...(isSaid ? [] : [`${verification.outcome.replace('-', ' ')}: ${verification.message}`]),
      ...(state === 'changed' || state === 'stands' ? [`to take it back: ${undo ?? 'it cannot be'}`] : []),
    ],
  };
}

/** What was or was not different, as the plan said; only of what was done it is told as a fact. */
function objectLines(resource: ResourceRef, effects: readonly string[], state: ChangeState): readonly string[] {
  const place = placeOf(resource);
  const shown = state === 'changed' || state === 'stands' ? effects : effects.map((effect) => `wanted ${effect}`);
  return shown.length === 0 || state === 'in-place' ? [place] : shown.map((effect) => `${place}: ${effect}`);
}

/** An object with the cluster or account that holds it. */
export function placeOf(resource: ResourceRef): string {
  const name = nameResource(resource);
  return resource.provider === 'aws' || resource.target === '' ? name : `${name} in ${resource.target}`;
}

function followUps(changes: readonly ReportedChange[], runId: string | null): readonly Block[] {
  if (runId === null) return [];
  const states = new Set(changes.map(({ outcome }) => outcome.state));
  const lines = [
    ...(states.has('unknown') ? [`look at what is unknown: cloudops runs resume ${runId}`] : []),
    ...(changes.some(canBeTakenBack) ? [`take it back: cloudops runs rollback ${runId}`] : []),
  ];
  if (lines.length === 0) return [];
  return [{ kind: 'fields', fields: [{ label: 'Next', lines: lines.map((text) => ({ text })) }] }];
}

function canBeTakenBack({ outcome }: ReportedChange): boolean {
  return (outcome.state === 'changed' || outcome.state === 'stands') && outcome.undo !== null;
}
