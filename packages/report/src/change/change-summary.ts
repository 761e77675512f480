import type { ChangeState, ReportedChange, ResourceRef } from '@cloudops/spec';
import { nameResource } from '../analysis/summary.ts';
import { clip } from '../render/export-text.ts';
import { formatCount } from '../text/quantity.ts';

/** What a person has to act on comes first. */
const order: readonly ChangeState[] = ['unknown', 'stands', 'undone', 'not-done', 'changed', 'in-place'];

const mostNames = 3;
const longestReason = 300;

/** One sentence: what is not known, what stands, what was undone or not done, what was changed and whether it healed. */
export function summarizeChanges(changes: readonly ReportedChange[]): string {
  const groups = order.flatMap((state) => {
    const members = changes.filter(({ outcome }) => outcome.state === state);
    return members.length === 0 ? [] : [{ state, members }];
  });
  const clauses = groups.map(({ state, members }) => clause(state, members));
  const reason = reasonOf(findTelling(groups));
  return `${capitalized(clauses.join('; '))}${reason}.`;
}

interface Group {
  readonly state: ChangeState;
  readonly members: readonly ReportedChange[];
}

/** Whose reason is told: of what comes first; but what was taken back for the sake of others tells less than they do. */
function findTelling(groups: readonly Group[]): readonly ReportedChange[] {
  const [first, ...others] = groups;
  if (first === undefined) return [];
  const refused = others.find(({ state }) => state === 'not-done');
  const isForOthers = first.state === 'undone' && !first.members.some(isUnhealedChange);
  return isForOthers && refused !== undefined ? refused.members : first.members;
}

function clause(state: ChangeState, members: readonly ReportedChange[]): string {
  const what = nameObjects(members);
  switch (state) {
    case 'unknown':
      return `it is unknown whether ${what} was changed`;
    case 'stands':
      return `${what} was changed, did not end well, and could not be taken back`;
    case 'undone':
      return `the change of ${what} was undone${members.some(isUnhealedChange) ? ', since it did not heal' : ''}`;
    case 'not-done':
      return `${what} was not changed`;
    case 'changed':
      return `${what} was changed${effectsOf(members)}, ${healing(members)}`;
    case 'in-place':
      return `${what} was as wanted already`;
  }
}

function healing(members: readonly ReportedChange[]): string {
  const outcomes = members.map(({ outcome }) => outcome.verification?.outcome);
  if (outcomes.every((outcome) => outcome === 'healed')) return 'and it healed';
  return outcomes.includes('not-healed') ? 'but it did not heal' : 'but nobody could see whether it healed';
}

function isUnhealedChange({ outcome }: ReportedChange): boolean {
  return outcome.verification?.outcome === 'not-healed';
}

/** Of one object the effects are said; of more they stand below. */
function effectsOf(members: readonly ReportedChange[]): string {
  const objects = members.flatMap(({ outcome }) => outcome.objects);
  const effects = objects.length === 1 ? (objects[0]?.effects ?? []) : [];
  return effects.length === 0 || effects.length > 2
    ? ''
    : ` (${effects.map((effect) => clip(effect, 120)).join(', ')})`;
}

/** Why, in the words of whoever made the change: of the first, which is what to look at. */
function reasonOf([first]: readonly ReportedChange[]): string {
  if (first === undefined) return '';
  const { state, message, verification } = first.outcome;
  // What did not heal was undone for it.
  const isVerdict = state === 'changed' || verification?.outcome === 'not-healed';
  const text = isVerdict && verification !== null ? verification.message : message;
  // Said already by the clause before it.
  const bare = text.trim().replace(/^nothing was done: /i, '');
  const reason = clip(bare.replace(/[.!]+$/, ''), longestReason);
  return reason === '' ? '' : `: ${reason}`;
}

function nameObjects(members: readonly ReportedChange[]): string {
  const names = [...new Set(members.flatMap(({ outcome }) => outcome.objects.map(({ resource }) => placed(resource))))];
  if (names.length === 0) return members.map(({ title, step }) => `"${title === '' ? step : title}"`).join(' and ');
  return names.length <= mostNames ? names.join(' and ') : formatCount(names.length, 'object');
}

function placed(resource: ResourceRef): string {
  return clip(nameResource(resource), 200);
}

function capitalized(text: string): string {
  // A resource's kind begins with a capital already; a name in quotes stays as it is.
  return text.charAt(0).toUpperCase() + text.slice(1);
}
