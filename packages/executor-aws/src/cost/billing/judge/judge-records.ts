import type { RecordGroup } from '../bill.ts';
import type { DetectOptions } from '../detect/detect-changes.ts';
import { detectChanges } from '../detect/detect-changes.ts';
import type { RecordLine } from '../ledger/cost-line.ts';
import type { CostCause, CostKind, Dismissed, Judgement } from './cost-cause.ts';
import { judgeCredits } from './judge-credits.ts';

/** What a record type is to the bill. Source: the dimension RECORD_TYPE of Cost Explorer and the cost and usage report. */
export type RecordRole = 'usage' | 'recurring' | 'purchase' | 'credit' | 'negation' | 'proportional';

const roles: Readonly<Record<string, RecordRole>> = {
  Usage: 'usage',
  DiscountedUsage: 'usage',
  SavingsPlanCoveredUsage: 'usage',
  SavingsPlanNegation: 'negation',
  SavingsPlanRecurringFee: 'recurring',
  RIFee: 'recurring',
  Recurring: 'recurring',
  Support: 'recurring',
  Fee: 'purchase',
  Upfront: 'purchase',
  SavingsPlanUpfrontFee: 'purchase',
  Tax: 'proportional',
  Credit: 'credit',
  Refund: 'credit',
};

/** The role of a record type; discounts of any name work like credits, what is not known like a fee. */
export function roleOf(recordType: string): RecordRole {
  return roles[recordType] ?? (/discount|credit|refund/i.test(recordType) ? 'credit' : 'purchase');
}

/** Judges what is no use of a service: new or larger fees, credits that ended, purchases. */
export function judgeRecords(groups: readonly RecordGroup[], options: DetectOptions): Judgement {
  const judged = groups.map(({ whole, parts }) => {
    const together = judgeRecord(whole, options);
    const apart = joinJudgements(parts.map((part) => judgeRecord(part, options)));
    const isTold = apart.causes.length + apart.dismissed.length > 0;
    const hasAny = together.causes.length + together.dismissed.length > 0;
    return isTold && hasAny ? apart : together;
  });
  return joinJudgements(judged);
}

/** Puts judgements together. */
export function joinJudgements(judgements: readonly Judgement[]): Judgement {
  return {
    causes: judgements.flatMap(({ causes }) => causes),
    dismissed: judgements.flatMap(({ dismissed }) => dismissed),
  };
}

function judgeRecord(record: RecordLine, options: DetectOptions): Judgement {
  const role = roleOf(record.recordType);
  if (role === 'credit') return { causes: judgeCredits(record, options), dismissed: [] };
  const causes: CostCause[] = [];
  const dismissed: Dismissed[] = [];
  if (role !== 'recurring' && role !== 'purchase') return { causes, dismissed };
  for (const cause of feesOf(record, options)) {
    if (role === 'recurring' || isMonthly(cause)) causes.push(cause);
    else dismissed.push({ cause, why: 'it is a purchase that was paid at once, not a rise of what is used' });
  }
  return { causes, dismissed };
}

/** Whether a fee came again about a month after it began. */
function isMonthly({ added }: CostCause): boolean {
  const days = added.flatMap((value, index) => (value > 0 ? [index] : []));
  return days.length > 1 && (days.at(-1) ?? 0) - (days[0] ?? 0) >= 20;
}

function feesOf(record: RecordLine, options: DetectOptions): readonly CostCause[] {
  return detectChanges(record.values, options).map((change) => ({
    ...toRecordCause(record, 'recurring fee'),
    ...{ start: change.start, end: change.end, delta: change.delta, daily: change.daily },
    ...{ normal: change.normal, habit: change.habit, added: change.added },
  }));
}

/** A record line as a cause without its figures. */
export function toRecordCause(record: RecordLine, kind: CostKind): CostCause {
  const { service, usageType, account, region, recordType, source, values } = record;
  const unknown = { usageType, region, account, start: 0, end: values.length };
  return {
    ...{ kind, service, recordType, source, ...unknown },
    ...{ delta: 0, daily: 0, normal: 0, habit: '', added: values.map(() => 0), movedFrom: [] },
  };
}
