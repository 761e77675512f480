/** How sure a parser was of its first choice, and whether that was right. */
export interface Belief {
  /** 0 to 1. */
  readonly confidence: number;
  readonly right: boolean;
}

/** One row of a reliability table. */
export interface ReliabilityBin {
  /** Confidences from here, */
  readonly from: number;
  /** up to here; the last bin includes it. */
  readonly to: number;
  readonly count: number;
  /** Mean confidence; null in an empty bin. */
  readonly confidence: number | null;
  /** Share that was right; null in an empty bin. */
  readonly right: number | null;
}

const binCount = 10;

/** The reliability table: ten bins of equal width. */
export function reliabilityOf(beliefs: readonly Belief[]): readonly ReliabilityBin[] {
  return Array.from({ length: binCount }, (_, index) => {
    const inside = beliefs.filter(({ confidence }) => binOf(confidence) === index);
    return {
      from: index / binCount,
      to: (index + 1) / binCount,
      count: inside.length,
      confidence: mean(inside.map(({ confidence }) => confidence)),
      right: mean(inside.map(({ right }) => (right ? 1 : 0))),
    };
  });
}

/**
 * Expected calibration error: how far confidence is from the share that is right, averaged over all beliefs; 0 is
 * perfect. Null without any. See Naeini, Cooper and Hauskrecht, AAAI 2015.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return bins.reduce(
    (sum, { count, confidence, right }) => sum + (count / total) * Math.abs((confidence ?? 0) - (right ?? 0)),
    0,
  );
}

function binOf(confidence: number): number {
  return Math.min(binCount - 1, Math.floor(confidence * binCount));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
