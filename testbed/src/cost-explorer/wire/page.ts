import { createHash } from 'node:crypto';
import { WireFault } from './fault.ts';

/** One page and the token of the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** JSON with sorted keys: the same request gives the same text however its members are ordered. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

function digestOf(request: Readonly<Record<string, unknown>>): string {
  const { NextPageToken: _page, NextToken: _next, ...rest } = request;
  return createHash('sha256').update(canonical(rest)).digest('hex').slice(0, 32);
}

function readToken(token: string, digest: string): number {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const parts = /^([0-9a-f]{32}):(\d{1,9})$/.exec(text);
  if (parts === null) {
    throw new WireFault(
      'InvalidNextTokenException',
      'The pagination token is invalid. Try again without a pagination token.',
    );
  }
  if (parts[1] !== digest) {
    throw new WireFault(
      'RequestChangedException',
      'Your request parameters changed between pages. Try again with the old parameters or without a pagination token.',
    );
  }
  return Number(parts[2]);
}

/**
 * The page of a list that a request asks for. A token is bound to its request: with another one it is refused.
 * @throws WireFault `InvalidNextTokenException` or `RequestChangedException`.
 */
export function pageOf<Item>(items: readonly Item[], request: object, size: number): Page<Item> {
  const members = request as Readonly<Record<string, unknown>>;
  const digest = digestOf(members);
  const token = members.NextPageToken ?? members.NextToken;
  const offset = typeof token === 'string' && token !== '' ? readToken(token, digest) : 0;
  const end = offset + size;
  const page = items.slice(offset, end);
  return end < items.length
    ? { items: page, next: Buffer.from(`${digest}:${end}`).toString('base64url') }
    : { items: page };
}
