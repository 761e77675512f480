import type { Finding, ResourceRef, Severity } from '@cloudops/spec';
import { reachText } from '../analysis/hops.ts';
import { compareBy, compareSeverity, compareText } from '../analysis/order.ts';
import { nameResource } from '../analysis/summary.ts';
import type { Item } from '../document/document.ts';
import { formatCount } from '../text/quantity.ts';

/** What causes and findings have in common. */
export interface Groupable {
  readonly id: string;
  readonly code: string;
  readonly severity: Severity;
  readonly resource: ResourceRef;
  readonly title: string;
}

/** Things with one code, one severity and one reach, in the order they came in. */
export interface FindingGroup<Member extends Groupable> {
  readonly first: Member;
  readonly members: readonly Member[];
  /** Reach in words; null where it is not about reach. */
  readonly reach: string | null;
}

const namesShown = 3;
const regionsShown = 4;

/** Groups by code, severity and reach: the worst first, then the group with the earliest member. */
export function groupFindings<Member extends Groupable>(
  members: readonly Member[],
  findings: ReadonlyMap<string, Finding>,
): readonly FindingGroup<Member>[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const reach = reachText(findings.get(member.id)?.data) ?? '';
    const key = JSON.stringify([member.code, member.severity, reach]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  const made = [...groups.values()].flatMap((own, index) => {
    const [first] = own;
    if (first === undefined) return [];
    return [{ group: { first, members: own, reach: reachText(findings.get(first.id)?.data) }, index }];
  });
  made.sort(
    compareBy(
      (left, right) => compareSeverity(left.group.first.severity, right.group.first.severity),
      (left, right) => left.index - right.index,
    ),
  );
  return made.map(({ group }) => group);
}

/** A group in a line, with the names of some members under it. */
export function groupItem({ first, members, reach }: FindingGroup<Groupable>): Item {
  if (members.length === 1) return singleItem(first);
  const isOneTitle = members.every(({ title }) => title === first.title);
  const title = isOneTitle ? first.title : `such as: ${first.title}`;
  const text = `${first.code} (${members.length}): ${title}${reach === null ? '' : `, ${reach}`}`;
  return { mark: first.severity, text, details: [membersText(members)] };
}

/** One finding in a line. */
export function singleItem({ severity, code, resource, title }: Omit<Groupable, 'id'>): Item {
  const subject = title.includes(resource.name) ? '' : `${nameResource(resource)}: `;
  return { mark: severity, text: `${code} ${subject}${title}`, details: [] };
}

/** Members as `sg-1, sg-2, sg-3 and 21 more; eu-west-1 12, us-east-1 12`. */
export function membersText(members: readonly Groupable[]): string {
  const shown = members.slice(0, namesShown).map(({ resource }) => resource.name);
  const more = members.length - shown.length;
  const names = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const places = countPlaces(members);
  const rest = places.length - regionsShown;
  const where = places.slice(0, regionsShown).map(([place, count]) => `${place} ${count}`);
  const others = rest > 0 ? [formatCount(rest, 'other place')] : [];
  return places.length < 2 ? names : `${names}; ${[...where, ...others].join(', ')}`;
}

function countPlaces(members: readonly Groupable[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { resource } of members) {
    const place = resource.namespace ?? resource.target;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].sort((left, right) => right[1] - left[1] || compareText(left[0], right[0]));
}
