import type { Evidence } from '@cloudops/spec';
import { fieldsOf, listOf, textOf } from '../../api/object-fields.ts';
import { quote } from '../../evidence/words.ts';
import { digestOf } from '../fields/digest.ts';
import { unknown } from '../request/unknown.ts';
import type { Revision } from './list-revisions.ts';

/** Which revision is wanted. */
export interface RevisionWish {
  readonly revision: number | null;
  readonly version: string | null;
  /** The template that is in force. */
  readonly template: unknown;
  /** Such as `Deployment shop/api`. */
  readonly title: string;
}

/** The tag or digest of an image; a port before the path is no tag. */
function tagOf(image: string): string {
  return image.split('/').at(-1)?.split(/[:@]/).slice(1).join(':') ?? '';
}

function runs(template: unknown, version: string): boolean {
  const containers = listOf(fieldsOf(fieldsOf(template).spec).containers).map(fieldsOf);
  const tags = containers.map(({ image }) => tagOf(textOf(image)));
  return tags.some((tag) => tag === version || tag === `v${version}` || `v${tag}` === version);
}

function kept(revisions: readonly Revision[]): string {
  return revisions.length === 0
    ? 'none is kept'
    : `kept: ${revisions
        .slice(0, 10)
        .map(({ number }) => number)
        .join(', ')}`;
}

/**
 * Chooses the revision that is asked for, or the latest that differs from the template in force. That one is found by what it
 * holds and not by its number: while a rollout begins, its revision may not be there yet.
 */
export function chooseRevision(revisions: readonly Revision[], wish: RevisionWish): Evidence<Revision> {
  const { revision, version, template, title } = wish;
  const present = digestOf(template);
  const others = revisions.filter((one) => digestOf(one.template) !== present);
  const chosen =
    revision !== null
      ? revisions.find(({ number }) => number === revision)
      : others.find((one) => version === null || runs(one.template, version));
  if (chosen !== undefined) return { status: 'present', output: chosen };
  if (revision !== null) return unknown('not-found', `${title} has no revision ${revision}; ${kept(revisions)}`);
  if (version === null)
    return unknown('not-found', `${title} has no earlier revision to go back to; ${kept(revisions)}`);
  return unknown('not-found', `${title} has no earlier revision that runs ${quote(version)}; ${kept(revisions)}`);
}
