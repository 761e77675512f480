import { type ExampleIndex, lengthOf, weightOf } from './example-index.ts';
import { chancesOf } from './odds.ts';
import type { Lookup } from './postings.ts';
import type { Topic } from './topic.ts';

/** How well a question fits one playbook. */
export interface Likeness {
  readonly playbook: string;
  /** About 0 to 1; what they are ranked by. */
  readonly score: number;
  /** The nearest example, 0 to 1. */
  readonly example: number;
}

/** How much each kind of evidence counts. Chosen by hand, not fitted. */
const shares = { example: 0.3, several: 0.1, pieces: 0.1, profile: 0.2, chance: 0.4 } as const;
/** An example this near makes the chance count in full: something must be likeliest, even of what nothing is like. */
const nearEnough = 0.5;

/** Says of a playbook's name whether it may answer. */
export type IsOffered = (playbook: string) => boolean;

/** The playbooks that may answer, most alike first; ties by name. */
export function rankPlaybooks(
  topic: Topic,
  index: ExampleIndex,
  isOffered: IsOffered = () => true,
): readonly Likeness[] {
  const offered = index.playbooks.map(({ name }) => isOffered(name));
  const chances = chancesOf(topic.features, index.odds, offered);
  const likes = compare(topic.features, index.postings, index.weights, (at) => index.examples[at]?.length ?? 1);
  const pieces = compare(
    topic.pieces,
    index.piecePostings,
    index.pieceWeights,
    (at) => index.examples[at]?.pieceLength ?? 1,
  );
  const nearest: number[][] = index.playbooks.map(() => []);
  const nearestPieces: number[] = index.playbooks.map(() => 0);
  index.examples.forEach((example, at) => {
    if (offered[example.playbook] !== true) return;
    const like = likes.get(at) ?? 0;
    if (like > 0) nearest[example.playbook]?.push(like);
    nearestPieces[example.playbook] = Math.max(nearestPieces[example.playbook] ?? 0, pieces.get(at) ?? 0);
  });
  return index.playbooks
    .map((playbook, at) => {
      const best = (nearest[at] ?? []).sort((left, right) => right - left);
      const example = best[0] ?? 0;
      const several = (example + (best[1] ?? 0) + (best[2] ?? 0)) / 3;
      const score =
        shares.example * example +
        shares.several * several +
        shares.pieces * (nearestPieces[at] ?? 0) +
        shares.profile * fit(topic, playbook.profile, index) +
        shares.chance * (chances[at] ?? 0) * Math.min(1, example / nearEnough);
      return { playbook: playbook.name, score, example };
    })
    .filter((_, at) => offered[at])
    .sort((left, right) => right.score - left.score || (left.playbook < right.playbook ? -1 : 1));
}

/** How likely it is that no playbook is for a question, against those that may answer; 0 to 1. */
export function chanceOfOutside(topic: Topic, index: ExampleIndex, isOffered: IsOffered): number {
  const offered = index.playbooks.map(({ name }) => isOffered(name));
  return chancesOf(topic.features, index.odds, [...offered, true]).at(-1) ?? 0;
}

/** Cosine of a question with every example that shares a feature with it. */
function compare(
  features: readonly string[],
  postings: Lookup<readonly number[]>,
  weights: Lookup<number>,
  exampleLength: (example: number) => number,
): ReadonlyMap<number, number> {
  const length = lengthOf(features, weights);
  const dots = new Map<number, number>();
  for (const feature of features) {
    const square = weightOf(feature, weights) ** 2;
    for (const example of postings.get(feature) ?? []) dots.set(example, (dots.get(example) ?? 0) + square);
  }
  return new Map([...dots].map(([example, dot]) => [example, dot / (length * exampleLength(example) || 1)]));
}

/** How usual the question's features are among the playbook's examples. */
function fit(topic: Topic, profile: Lookup<number>, index: ExampleIndex): number {
  let sum = 0;
  let total = 0;
  for (const feature of topic.features) {
    const weight = weightOf(feature, index.weights);
    total += weight;
    sum += weight * Math.min(1, 2 * (profile.get(feature) ?? 0));
  }
  return total === 0 ? 0 : sum / total;
}
