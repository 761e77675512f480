import type { NotChecked, Plan, StepResult } from '@cloudops/spec';
import type { Collected, Look } from './collect.ts';
import { compareNotChecked, compareText, distinct } from './order.ts';

/** What the gaps are found in. */
export interface GapSources {
  readonly plan: Plan;
  readonly results: readonly StepResult[];
  readonly collected: Collected;
}

/** What could not be looked at. */
export interface Gaps {
  readonly notChecked: readonly NotChecked[];
  /** Whether any of it is unknown, and not just left out on purpose. */
  readonly hasUnknown: boolean;
}

/** What the analyzers said they could not check, and every unknown step that none of them mentions. */
export function findGaps({ plan, results, collected }: GapSources): Gaps {
  const titles = new Map(plan.steps.map((step) => [step.id, step.title]));
  const said = collected.analyses.flatMap((analysis) => analysis.not_checked);
  const unknown = summarize(collected.unknown, titles).filter((gap) => !isMentioned(gap, said, collected.unknown));
  const unread = collected.malformed.map((step) => malformedGap(step, titles));
  const unreached = unreachedSteps(plan, results);
  const notChecked = distinct(
    [...said, ...unknown.map(({ entry }) => entry), ...unread, ...unreached],
    compareNotChecked,
  );
  const hasUnknown = collected.unknown.length > 0 || unread.length > 0 || unreached.length > 0;
  return { notChecked, hasUnknown };
}

/** An unknown step, or the items of one that are unknown for one reason. */
interface StepGap {
  readonly step: string;
  readonly title: string;
  readonly message: string;
  readonly needs: string;
  readonly entry: NotChecked;
}

function summarize(looks: readonly Look[], titles: ReadonlyMap<string, string>): readonly StepGap[] {
  const groups = new Map<string, Look[]>();
  for (const look of looks) {
    const key = JSON.stringify([look.step, look.isItem, look.reason?.message ?? '', look.reason?.needs ?? '']);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [look]);
    else group.push(look);
  }
  return [...groups].sort(([left], [right]) => compareText(left, right)).flatMap(([, group]) => toGap(group, titles));
}

function toGap(group: readonly Look[], titles: ReadonlyMap<string, string>): readonly StepGap[] {
  const [first] = group;
  if (first === undefined) return [];
  const { step } = first;
  const title = nameOf(step, titles);
  const message = first.reason?.message ?? 'It could not be read; no reason was given.';
  const needs = first.reason?.needs ?? '';
  const what = first.isItem ? `${title} (${group.length === 1 ? '1 item' : `${group.length} items`})` : title;
  return [{ step, title, message, needs, entry: { what, why: message, needs } }];
}

/**
 * An analyzer mentions a gap when it names the step, or gives the same reason with the same need. A reason alone counts
 * only where a single step has it: two lists that both timed out are two gaps.
 */
function isMentioned(gap: StepGap, said: readonly NotChecked[], unknown: readonly Look[]): boolean {
  const steps = new Set(unknown.filter((look) => look.reason?.message === gap.message).map((look) => look.step));
  return said.some((entry) => {
    const what = entry.what.toLowerCase();
    if (what === gap.step.toLowerCase() || what === gap.title.toLowerCase()) return true;
    if (gap.message === '' || !entry.why.includes(gap.message)) return false;
    return gap.needs === '' ? steps.size === 1 : entry.needs === gap.needs;
  });
}

function malformedGap(step: string, titles: ReadonlyMap<string, string>): NotChecked {
  return {
    what: nameOf(step, titles),
    why: 'The analyzer returned something that is not a valid analysis; none of it was used.',
    needs: 'a provider version whose analyzers fit this version',
  };
}

function unreachedSteps(plan: Plan, results: readonly StepResult[]): readonly NotChecked[] {
  const reached = new Set(results.map((result) => result.step));
  return plan.steps
    .filter((step) => !reached.has(step.id))
    .map((step) => ({
      what: step.title,
      why: 'The run ended before this step.',
      needs: 'a run that is not interrupted',
    }));
}

function nameOf(step: string, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(step) ?? '';
  return title === '' ? step : title;
}
