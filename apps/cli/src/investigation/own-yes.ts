import type { Investigation } from '@cloudops/engine';
import { renderPlanFile } from '@cloudops/report';
import type { ApprovalRequirement, PlanFile } from '@cloudops/spec';
import { toScreen } from '../screen.ts';
import { askYes, declined, isPersonThere } from './ask-yes.ts';
import type { QuestionFlags } from './question-flags.ts';
import { type Session, toChangeOptions } from './with-engine.ts';

/**
 * Carries out a change that waits for nothing but the user's own yes, once it was given: at the terminal, or with
 * `--approve`. Where policy asks somebody else nothing helps here, and it is said how to go on.
 * @throws CloudOpsError `DECLINED` when somebody was asked and did not say yes.
 */
export async function applyOnYes(
  investigation: Investigation,
  flags: QuestionFlags,
  session: Session,
): Promise<Investigation> {
  const { kind, file } = investigation;
  if (kind !== 'needs-approval') return investigation;
  if (isOwnYes(investigation) && file !== null && (await isWanted(file, flags))) {
    return session.composition.engine.apply(file, toChangeOptions(session, flags, file.plan));
  }
  session.progress.note(howToGoOn(investigation));
  return investigation;
}

/** Whether policy leaves it to whoever asked. */
function isOwnYes({ decision }: Investigation): boolean {
  return decision?.outcome === 'auto-approve';
}

async function isWanted(file: PlanFile, flags: QuestionFlags): Promise<boolean> {
  if (flags.approve !== false || !isPersonThere()) return flags.approve === true;
  const screen = toScreen(process.stderr, process.env, flags);
  if (await askYes(`${renderPlanFile(file, 'human', screen)}\n`, 'Do exactly this now?')) return true;
  throw declined('Nothing was changed, since you did not say yes.');
}

/** What makes a held change run, in one line. */
function howToGoOn(investigation: Investigation): string {
  const { decision } = investigation;
  const save = 'save it with cloudops plan "…" --out FILE';
  if (isOwnYes(investigation)) {
    return `To go on: say yes at a terminal or with --approve, or ${save} and run cloudops apply FILE.`;
  }
  const requirements = decision?.steps.flatMap(({ requirement }) => (requirement === undefined ? [] : [requirement]));
  const needed = (requirements ?? []).toSorted((left, right) => right.count - left.count)[0];
  return `To go on: ${save}, have ${whoApproves(needed)} run cloudops approve FILE, then run cloudops apply FILE.`;
}

function whoApproves(requirement: ApprovalRequirement | undefined): string {
  if (requirement === undefined) return 'whoever may';
  const { count, roles, eligible = [], satisfiable } = requirement;
  if (satisfiable === false) return 'somebody whom the policies’ data do not name yet';
  const people = count === 1 ? 'one person' : `${count} people`;
  const role = roles.length === 0 ? '' : ` (one of ${roles.join(', ')})`;
  const names = eligible.length === 0 ? '' : ` out of ${eligible.slice(0, 5).join(', ')}`;
  return `${people}${role}${names}`;
}
