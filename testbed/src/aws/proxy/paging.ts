import type { AwsError } from './answer.ts';

/** A listing of EC2 taken apart: what comes before and after its items, and the items. */
interface Listing {
  readonly before: string;
  readonly items: readonly string[];
  readonly after: string;
}

/** The values that MaxResults may have; the limits of EC2's API reference. */
const limits: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  DescribeManagedPrefixLists: { least: 1, most: 100 },
  GetManagedPrefixListEntries: { least: 1, most: 100 },
  DescribeLaunchTemplates: { least: 1, most: 200 },
  DescribeLaunchTemplateVersions: { least: 1, most: 200 },
  DescribeFlowLogs: { least: 1, most: 1000 },
  DescribeStaleSecurityGroups: { least: 5, most: 255 },
  DescribeEgressOnlyInternetGateways: { least: 5, most: 255 },
};
const usualLimit = { least: 5, most: 1000 };
/** Items that moto pages by itself, and right. */
const tokenMark = 'testbed-';

/** Takes apart the first list of `<item>`s right below the document's root; null when there is none. */
function findListing(xml: string): Listing | null {
  const open = /<(\w+)>\s*<item>/.exec(xml);
  if (open === null) return null;
  const start = open.index + open[0].length - '<item>'.length;
  const items: string[] = [];
  const tag = /<item>|<\/item>|<item\/>/g;
  tag.lastIndex = start;
  let depth = 0;
  let begin = start;
  let end = start;
  for (let found = tag.exec(xml); found !== null; found = tag.exec(xml)) {
    if (depth === 0 && xml.slice(end, found.index).trim() !== '') break;
    if (found[0] === '<item>' && depth++ === 0) begin = found.index;
    if (found[0] !== '</item>') continue;
    if (--depth > 0) continue;
    end = tag.lastIndex;
    items.push(xml.slice(begin, end));
  }
  const close = xml.indexOf(`</${open[1] ?? ''}>`, end);
  return close === -1 ? null : { before: xml.slice(0, start), items, after: xml.slice(close) };
}

/** What a page request asks for. */
export interface PageRequest {
  readonly operation: string;
  readonly form: URLSearchParams;
}

function invalid(message: string, code = 'InvalidParameterValue'): AwsError {
  return { status: 400, code, message };
}

/** Refuses a MaxResults that EC2 would refuse; null when there is nothing to refuse. */
export function refusePaging(request: PageRequest): AwsError | null {
  const given = request.form.get('MaxResults');
  if (given === null) return null;
  const count = Number(given);
  const { least, most } = limits[request.operation] ?? usualLimit;
  if (Number.isInteger(count) && count >= least && count <= most) return null;
  return invalid(
    `Value ( ${given} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.`,
  );
}

/**
 * Cuts EC2's long listings into pages, as EC2 does and moto does not. A listing is kept from its first page on, so
 * that its pages fit together and moto makes it once.
 */
export class Pager {
  readonly #kept: Map<string, { readonly listing: Listing; readonly operation: string }> = new Map();
  readonly #capacity: number;
  #next = 0;

  /** @param capacity how many listings are kept for further pages; the oldest goes first. */
  constructor(capacity = 64) {
    this.#capacity = capacity;
  }

  /** Whether a request's token is one of ours. */
  isOwn(request: PageRequest): boolean {
    return request.form.get('NextToken')?.startsWith(tokenMark) === true;
  }

  /** A further page; an error for a token that was never given, is too old, or belongs to another operation. */
  continue(request: PageRequest): string | AwsError {
    const token = request.form.get('NextToken') ?? '';
    const [id = '', start = ''] = token.slice(tokenMark.length).split('-');
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.operation !== request.operation) {
      return invalid('The specified pagination token is not valid or is expired.', 'InvalidPaginationToken');
    }
    return this.#cut(kept.listing, id, Number(start), this.#size(request));
  }

  /** The first page of what moto answered; the same text when it fits, or moto paged it. */
  begin(request: PageRequest, xml: string): string {
    const size = this.#size(request);
    if (!Number.isFinite(size) || /<nextToken>[^<]/.test(xml.slice(-4_096))) return xml;
    const listing = findListing(xml);
    if (listing === null || listing.items.length <= size) return xml;
    const id = String(this.#next++);
    this.#kept.set(id, { listing, operation: request.operation });
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > this.#capacity && oldest !== undefined) this.#kept.delete(oldest);
    return this.#cut(listing, id, 0, size);
  }

  #size(request: PageRequest): number {
    const given = request.form.get('MaxResults');
    return given === null ? Number.POSITIVE_INFINITY : Number(given);
  }

  #cut(listing: Listing, id: string, start: number, size: number): string {
    const end = Math.min(start + size, listing.items.length);
    const [close = '', tail = ''] = splitAfterClose(listing.after);
    const plain = tail.replace(/<nextToken>[^<]*<\/nextToken>|<nextToken\s*\/>/, '');
    const next = end < listing.items.length ? `<nextToken>${tokenMark}${id}-${end}</nextToken>` : '';
    return `${listing.before}${listing.items.slice(start, end).join('')}${close}${next}${plain}`;
  }
}

/** The end tag of the list, and what follows it. */
function splitAfterClose(after: string): readonly string[] {
  const end = after.indexOf('>') + 1;
  return [after.slice(0, end), after.slice(end)];
}
