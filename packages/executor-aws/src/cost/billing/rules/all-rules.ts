import { anomalies } from './anomalies.ts';
import { budgets } from './budgets.ts';
import { commitments } from './commitments.ts';
import { expiry } from './expiry.ts';
import { monthChange } from './month-change.ts';
import { purchases } from './purchases.ts';
import type { CostRule } from './rule.ts';
import { tags } from './tags.ts';

/** Rules beside the judgement of days, in the order of their codes. */
export const costRules: readonly CostRule[] = [tags, monthChange, anomalies, budgets, commitments, expiry, purchases];
