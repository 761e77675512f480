import { type Cidr, parseCidr } from './cidr.ts';
import { type Bound, covers, type Interval, type IntervalSet, overlaps, subtract, unite } from './interval-set.ts';
import { type SpecialPurposeBlock, specialPurposeIpv4, specialPurposeIpv6 } from './special-purpose.ts';

/** How much of the internet a set of sources lets in, most first. */
export type SourceClass = 'any' | 'wide' | 'public' | 'none';

/** IPv4 or IPv6 with the sets that classify sources. */
export interface Family<B extends Bound> {
  readonly name: 'ipv4' | 'ipv6';
  readonly bits: number;
  /** All addresses. */
  readonly all: IntervalSet<B>;
  /** What must be covered to be open to everybody: global unicast without IANA's special-purpose blocks. */
  readonly everybody: IntervalSet<B>;
  /** Addresses that packets from the internet can carry. */
  readonly routable: IntervalSet<B>;
  /** The longest prefix that is still `wide`. */
  readonly widePrefix: number;
  /** The interval of a CIDR of this family; null of the other. */
  intervalOf(cidr: Cidr): Interval<B> | null;
}

const ipv4Interval = (cidr: Cidr): Interval<number> | null => (cidr.family === 'ipv4' ? cidr.interval : null);
const ipv6Interval = (cidr: Cidr): Interval<bigint> | null => (cidr.family === 'ipv6' ? cidr.interval : null);

function setOf<B extends Bound>(
  cidrs: readonly string[],
  intervalOf: (cidr: Cidr) => Interval<B> | null,
): IntervalSet<B> {
  return unite(
    cidrs.flatMap((text) => {
      const cidr = parseCidr(text);
      return (cidr === null ? null : intervalOf(cidr)) ?? [];
    }),
  );
}

function build<B extends Bound>(
  parts: Pick<Family<B>, 'name' | 'bits' | 'widePrefix' | 'intervalOf'> & {
    readonly whole: string;
    readonly unicast: string;
    readonly special: readonly SpecialPurposeBlock[];
  },
): Family<B> {
  const { whole, unicast, special, ...family } = parts;
  const take = (blocks: readonly SpecialPurposeBlock[]): IntervalSet<B> =>
    setOf(
      blocks.map(({ cidr }) => cidr),
      family.intervalOf,
    );
  const global = setOf([unicast], family.intervalOf);
  const reachable = take(special.filter(({ isGloballyReachable }) => isGloballyReachable));
  const unreachable = subtract(take(special.filter(({ isGloballyReachable }) => !isGloballyReachable)), reachable);
  return {
    ...family,
    all: setOf([whole], family.intervalOf),
    everybody: subtract(global, take(special)),
    routable: subtract(global, unreachable),
  };
}

/** IPv4. `wide` is /1 to /23, as Prowler has it. */
export const ipv4: Family<number> = build({
  name: 'ipv4',
  bits: 32,
  widePrefix: 23,
  intervalOf: ipv4Interval,
  whole: '0.0.0.0/0',
  unicast: '0.0.0.0/0',
  special: specialPurposeIpv4,
});

/** IPv6. `wide` is /4 to /47: more than one site. */
export const ipv6: Family<bigint> = build({
  name: 'ipv6',
  bits: 128,
  widePrefix: 47,
  intervalOf: ipv6Interval,
  whole: '::/0',
  unicast: '2000::/3',
  special: specialPurposeIpv6,
});

/** Whether a set lets in everybody. */
export function isEverybody<B extends Bound>(family: Family<B>, set: IntervalSet<B>): boolean {
  return covers(set, family.everybody);
}

/** Says how much of the internet a set lets in. */
export function classify<B extends Bound>(family: Family<B>, set: IntervalSet<B>): SourceClass {
  if (!overlaps(set, family.routable)) return 'none';
  if (isEverybody(family, set)) return 'any';
  return wideBlocks(family, set).length > 0 ? 'wide' : 'public';
}

/** The public blocks of a set that are `wide` each: aligned, as a CIDR would state them. */
export function wideBlocks<B extends Bound>(family: Family<B>, set: IntervalSet<B>): IntervalSet<B> {
  return set.flatMap((interval) => {
    // What is too short to hold a wide block needs no taking apart; nearly all intervals are.
    if (BigInt(interval.end) - BigInt(interval.from) < 1n << BigInt(family.bits - family.widePrefix)) return [];
    return alignedBlocks(family, interval).filter(
      (block) => prefixOf(family, block) <= family.widePrefix && overlaps([block], family.routable),
    );
  });
}

function prefixOf<B extends Bound>({ bits }: Family<B>, { from, end }: Interval<B>): number {
  return bits - ((BigInt(end) - BigInt(from)).toString(2).length - 1);
}

/** The fewest CIDR blocks that make up an interval. */
function alignedBlocks<B extends Bound>({ name }: Family<B>, interval: Interval<B>): readonly Interval<B>[] {
  const back = (value: bigint): B => (name === 'ipv4' ? Number(value) : value) as B;
  const blocks: Interval<B>[] = [];
  const end = BigInt(interval.end);
  let from = BigInt(interval.from);
  while (from < end) {
    let size = from === 0n ? 1n << 128n : from & -from;
    while (from + size > end) size >>= 1n;
    blocks.push({ from: back(from), end: back(from + size) });
    from += size;
  }
  return blocks;
}
