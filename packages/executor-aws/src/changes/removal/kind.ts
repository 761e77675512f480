import type { ActionContext, Evidence, Json, Permission } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { PriceBook } from '../../cost/prices/price-book.ts';
import type { Place } from '../../listing/listing.ts';
import type { Reading } from '../call/read.ts';
import type { ChangeCall } from '../call/send.ts';
import type { PlaceInput } from '../place/place-input.ts';
import type { Unknown } from '../reason.ts';

/** One thing, and where it is. */
export interface Subject {
  readonly place: Place;
  /** Its id, or its name where it has none. */
  readonly id: string;
  /** As it was read. */
  readonly item: Json;
}

/** What the parts of a kind are given to ask with. */
export interface Asking {
  readonly session: OwnAwsSession;
  readonly context: ActionContext;
}

/** A kind of thing that is removed by one call. */
export interface RemovalKind {
  /** The action's name, such as `snapshot-delete`. */
  readonly name: string;
  readonly description: string;
  /** As resources are called, such as `Snapshot`. */
  readonly kind: string;
  /** What its ids look like; checked before any call. */
  readonly pattern: RegExp;
  readonly example: string;
  /** The listing that gives it alone. */
  reading(id: string): Reading;
  /** Whether an item of that listing is only a trace of what is gone, or is going. */
  isGone(item: Json): boolean;
  /** What a removal relies on: what it is, and that nothing uses it. In a fixed order. */
  reliedOn(item: Json): Json;
  effects(item: Json): readonly string[];
  /** What stands against removing it; null when nothing does. */
  objection?(subject: Subject, asking: Asking): Promise<Unknown | null>;
  /** Asked right before the call; null when it may be made. */
  notYet?(subject: Subject, asking: Asking): Promise<Unknown | null>;
  /** Millionths of a dollar that it costs a month; null when no price is known. */
  monthlyMicros(item: Json, region: string, book: PriceBook): number | null;
  removeCall(subject: Subject): ChangeCall;
  /** False for services without DryRun. */
  readonly hasDryRun: boolean;
  /** Why the call did nothing though it was answered; null when it did. */
  failureIn?(answer: Json): string | null;
  /** How it is made again; left out when it cannot be. */
  readonly again?: Again;
  /** Rights besides those to find out where it is. */
  rights(input: PlaceInput, id: string): readonly Permission[];
}

/** How something is made again. */
export interface Again {
  /** In a sentence. */
  readonly told: string;
  /** The call; `unknown` when what it takes is not there. */
  call(subject: Subject, asking: Asking): Promise<Evidence<ChangeCall>>;
  /** Something that is there and is like it, made again under another id; absent without one. */
  findLike(subject: Subject, asking: Asking): Promise<Evidence<Json>>;
}
