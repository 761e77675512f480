import { readMoment, readRoughly } from '../local-time.ts';
import type { PolicyData } from '../policy-source.ts';

/** A time in which nothing is to change. */
export interface Freeze {
  readonly name: string;
  /** ISO 8601 with an offset, or a date with or without a time, read in the data's time zone. */
  readonly from: string;
  /** Likewise; from this moment on changes are possible again. */
  readonly until: string;
  /** All environments when left out. */
  readonly environments?: readonly string[];
  readonly reason?: string;
}

/** A freeze that holds at some moment. */
export interface ActiveFreeze {
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  readonly reason: string | null;
}

/**
 * The freezes that hold in an environment at a moment, the longest last.
 * @param now milliseconds since the Unix epoch
 * @throws RangeError for a freeze whose times are none; the caller denies.
 */
export function freezesAt(data: PolicyData, environment: string, now: number): readonly ActiveFreeze[] {
  const zone = data.time_zone ?? 'UTC';
  const active = (data.freezes ?? []).flatMap(({ name, from, until, environments, reason }) => {
    if (environments !== undefined && !environments.includes(environment)) return [];
    // Most freezes are far away, which can be told without a look at the zone.
    if (readRoughly(from) > now + twoDays || readRoughly(until) < now - twoDays) return [];
    const [begin, end] = [momentOf(from, zone, name), momentOf(until, zone, name)];
    return begin <= now && now < end ? [{ name, until: end, reason: reason ?? null }] : [];
  });
  return active.sort((left, right) => left.until - right.until || (left.name < right.name ? -1 : 1));
}

const twoDays = 48 * 3_600_000;

function momentOf(text: string, zone: string, name: string): number {
  const moment = readMoment(text, zone);
  if (moment === null) throw new RangeError(`freeze ${name} has a time that is none`);
  return moment;
}
