import type { Analysis, Finding, RuledOut } from '@cloudops/spec';
import { severities } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { formatDay } from '../explorer/calendar.ts';
import { money } from '../explorer/money.ts';
import { type Bill, readBill } from './bill.ts';
import { describeCause } from './describe-cause.ts';
import { comparisonOf, readFigures, requestFigures, theirForecastFigures } from './figures.ts';
import { forecastMonth } from './forecast.ts';
import { readGaps } from './gaps.ts';
import type { CostInput } from './input.ts';
import type { CostCause, Dismissed } from './judge/cost-cause.ts';
import { detectOptions, judgeBill, windowOf } from './judge/judge-bill.ts';
import { costRules } from './rules/all-rules.ts';
import { createScopeCheck } from './scope.ts';

/** Why the bill changed, from the evidence alone: pure, independent of the order in which rows came. */
export function analyzeCost(input: CostInput): Analysis {
  const bill = readBill(input);
  if (bill === null) {
    return { findings: [], ruled_out: [], not_checked: readGaps(input, null), figures: requestFigures(input) };
  }
  const options = detectOptions(bill, input.settings);
  const asked = windowOf(bill, input.settings);
  const judged = judgeBill(bill, options);
  const scope = createScopeCheck(input);
  const wanted = (cause: CostCause) => cause.end > asked.from && cause.start < asked.until && scope.isInScope(cause);
  const causes = judged.causes.filter(wanted);
  const forecast = forecastMonth(bill);
  const minTotal = options.materiality.total;
  const hints = costRules.flatMap((rule) => rule({ bill, input, forecast, causes, minTotal })).filter(scope.isAbout);
  const dismissed = judged.dismissed.filter(({ cause }) => wanted(cause));
  const isNamed = typeof input.settings?.window === 'string';
  const comparison = comparisonOf(bill, asked, isNamed);
  return {
    findings: [...causes.map((cause) => describeCause(cause, bill)), ...hints].sort(compareFindings),
    ruled_out: dismissed.map((one) => ruleOut(one, bill)).sort(compareRuledOut),
    not_checked: readGaps(input, bill),
    figures: [
      ...readFigures(bill, { comparison, forecast, only: input.scope.account ?? '' }),
      ...theirForecastFigures(bill, input),
      ...requestFigures(input),
    ],
  };
}

function ruleOut({ cause, why }: Dismissed, { range, currency }: Bill): RuledOut {
  const { service, usageType, start, delta, source, recordType } = cause;
  const thing = recordType === 'Usage' ? `${service} ${usageType}` : `${recordType} for ${service}`;
  const text = `${thing}, ${money(delta, currency)} from ${formatDay(range.first + start)}: ${why}`;
  return {
    code: recordType === 'Usage' ? 'CST-02' : 'CST-11',
    why: printable(text, 600),
    evidence: [{ step: source.step, pointer: `${source.pointer}/micros/${start}`, value: money(delta, currency) }],
  };
}

const roleRank = { fault: 0, symptom: 1, hint: 2 } as const;

function compareFindings(a: Finding, b: Finding): number {
  const severity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return roleRank[a.role] - roleRank[b.role] || severity || (a.id < b.id ? -1 : 1);
}

function compareRuledOut(a: RuledOut, b: RuledOut): number {
  return a.code === b.code ? (a.why < b.why ? -1 : 1) : a.code < b.code ? -1 : 1;
}
