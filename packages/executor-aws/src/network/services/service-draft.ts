import type { NotChecked } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { type Draft, type DraftParts, draft } from '../draft.ts';
import type { Item } from '../model/item.ts';

/** What a draft about a resource of some service must state. */
export type ServiceDraftParts = Omit<DraftParts, 'subject'> & { readonly kind: string; readonly name: string };

/** A draft about one listed item, with the facts that all of them carry. */
export function serviceDraft(item: Item, parts: ServiceDraftParts): Draft {
  const { kind, name, data = {}, ...rest } = parts;
  return draft({
    subject: { account: item.account, region: item.region, kind, name: printable(name, 200) || 'unnamed' },
    ...rest,
    data: { account: item.account, region: item.region, ...data },
  });
}

/** That a code could not be decided for one resource. */
export function undecided(code: string, name: string, why: string, needs: string): NotChecked {
  return { what: `${code} for ${printable(name, 120)}`, why, needs };
}
