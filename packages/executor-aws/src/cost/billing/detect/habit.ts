import { money } from '../../explorer/money.ts';
import type { Examined } from './detect-changes.ts';

/** What is normal for a series, in words. */
export function describeHabit({ baseline, excess, from, values }: Examined, until: number): string {
  const parts = [`about ${money(baseline.level)} a day over the ${until - from} days before`];
  if (baseline.isWeekly) parts.push('with a weekly pattern');
  if (Math.abs(baseline.growth) > 0.0005) parts.push(`growing ${(baseline.growth * 700).toFixed(1)} % a week`);
  const recurring = values.slice(from, until).some((value, index) => {
    const residual = value - (baseline.expected[from + index] ?? 0);
    return residual > 0.15 * baseline.level && (excess[from + index] ?? 0) < 0.5 * residual;
  });
  if (recurring) parts.push('and batches that recur');
  return parts.join(', ').replace(', and', ' and');
}
