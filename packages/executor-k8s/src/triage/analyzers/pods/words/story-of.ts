import type { ProofTier } from '@cloudops/spec';
import type { PathPart } from '../../../../evidence/read.ts';
import type { Subject } from '../../../../evidence/subject.ts';
import type { Suffering } from '../suffering.ts';
import type { Saying } from './signature.ts';

/** What a line means here: what must change, and why. */
export interface Story {
  readonly title: string;
  readonly detail: string;
  /** The workload when left out. */
  readonly subject?: Subject;
  /** `last-words` when left out. */
  readonly tier?: ProofTier;
  /** Paths into the pod that prove it. */
  readonly paths?: readonly (readonly PathPart[])[];
}

/** A saying of one kind. */
export type Of<Kind extends Saying['kind']> = Extract<Saying, { kind: Kind }>;

/** Another process that failed, with what it said. */
export interface Victim {
  readonly suffering: Suffering;
  readonly saying: Saying;
}
