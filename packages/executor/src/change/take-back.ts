import type { Observation } from '@cloudops/spec';
import { callProtocol } from './call.ts';
import { undoCall } from './calls.ts';
import type { Change } from './change.ts';
import type { ChangeLog } from './change-log.ts';
import { lookAfter } from './look.ts';
import type { Standing } from './standing.ts';

/**
 * Takes one change back, and looks. An interrupt does not end it; never throws.
 * @param standing whose `before` says what to put back; one without it is returned as it is.
 */
export async function takeBack(change: Change, standing: Standing, log: ChangeLog): Promise<Standing> {
  const { before } = standing;
  if (before === undefined) return standing;
  if (before.undo === null)
    return { ...standing, state: 'stands', message: `It cannot be taken back. ${standing.message}` };
  await log.move(change.bound.step.id, 'undoing');
  const taken = await undo(change, { ...standing, before });
  if (taken.state === 'undone') await log.move(change.bound.step.id, 'undone');
  return taken;
}

async function undo(change: Change, standing: Standing & { readonly before: Observation }): Promise<Standing> {
  const { before } = standing;
  const end = await callProtocol(change, undoCall(change, before));
  const said = end.answer.kind === 'given' ? end.answer.output : end.answer.reason.message;
  const seen = await lookAfter(change, before, end, 'after');
  if (seen.kind === 'unseen') {
    const message = `Nobody knows whether it was taken back: ${said}; and it could not be looked at: ${seen.reason.message}.`;
    const { versions: _, ...rest } = standing;
    return { ...rest, state: 'unknown', message };
  }
  const { state, versions, message } = seen.sighting;
  if (state === 'before') return { ...standing, state: 'undone', versions, message: `It was taken back: ${said}.` };
  if (state === 'after') {
    return { ...standing, state: 'stands', versions, message: `It could not be taken back: ${said}.` };
  }
  return {
    ...standing,
    state: 'stands',
    versions,
    message: `It was taken back in part, or others were there too: ${message}.`,
  };
}
