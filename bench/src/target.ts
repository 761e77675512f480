/** One figure with what it must reach. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly atMost: number;
  /** How both were measured, for a person. */
  readonly detail: string;
}

/** The targets as lines; one that is missed says so. */
export function renderTargets(targets: readonly Target[]): string {
  return targets
    .map(({ name, value, atMost, detail }) => {
      const verdict = value <= atMost ? 'met   ' : 'MISSED';
      return `${verdict} ${name}: ${value.toFixed(2)} (at most ${atMost})\n       ${detail}\n`;
    })
    .join('');
}
