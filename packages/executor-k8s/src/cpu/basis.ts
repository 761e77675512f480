import type { Usage } from './model/usage.ts';

/** How long a figure held, in words: `sustained` only for three or more measurements. */
export function basis(usage: Usage | null | undefined): string {
  const samples = usage?.series.length ?? 0;
  if (samples >= 3) return `sustained in all of ${samples} samples`;
  return samples === 2 ? 'in both of 2 samples' : 'in one sample';
}
