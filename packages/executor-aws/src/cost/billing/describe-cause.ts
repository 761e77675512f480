import type { EvidenceRef, Finding, Severity } from '@cloudops/spec';
import { formatDay } from '../explorer/calendar.ts';
import { money, toCents } from '../explorer/money.ts';
import type { Bill } from './bill.ts';
import { median } from './detect/statistics.ts';
import { costFinding } from './finding.ts';
import type { CostCause, CostKind } from './judge/cost-cause.ts';

/** Turns a cause into its finding; `data` has the keys that are a contract. */
export function describeCause(cause: CostCause, bill: Bill): Finding {
  const { kind, service, usageType, region, start, delta, daily } = cause;
  const account = cause.account ?? (bill.accounts?.length === 1 ? (bill.accounts[0] ?? null) : null);
  const [code = 'CST-02', ...also] = codesOf(cause, bill);
  const from = formatDay(bill.range.first + start);
  return costFinding({
    code,
    also,
    role: 'fault',
    severity: severityOf(cause, bill),
    account: account ?? bill.payer,
    region,
    kind: cause.recordType === 'Usage' ? 'UsageType' : cause.recordType,
    name: usageType === '' ? service : `${service} / ${usageType}`,
    title: titleOf(cause, bill.currency),
    detail: detailOf(cause, bill),
    evidence: evidenceOf(cause),
    since: `${from}T00:00:00Z`,
    data: {
      ...{ service, usage_type: usageType, account, region, start: from },
      ...{ delta_usd: toCents(delta), daily_usd: toCents(daily), kind, currency: bill.currency },
      record_type: cause.recordType,
      last_day: formatDay(bill.range.first + bill.range.length - 1),
      ...(cause.movedFrom.length === 0 ? {} : { moved_from: cause.movedFrom.slice(0, 20) }),
    },
  });
}

const codeByKind: Readonly<Record<CostKind, string>> = {
  spike: 'CST-01',
  step: 'CST-02',
  ramp: 'CST-02',
  new: 'CST-02',
  migration: 'CST-02',
  'recurring fee': 'CST-11',
  credit: 'CST-11',
};

/** The rule that says most first: what is new to the bill, then the shape. */
function codesOf(cause: CostCause, { lines, range }: Bill): readonly string[] {
  const { kind, start, service, account, region } = cause;
  if (kind !== 'new') return kind === 'spike' ? ['CST-01', 'CST-02'] : [codeByKind[kind]];
  const hadBefore = (matches: (line: (typeof lines)[number]) => boolean) =>
    lines.some(
      (line) => matches(line) && line.values.slice(0, Math.min(start, range.length)).some((value) => value !== 0),
    );
  const codes: string[] = [];
  if (!hadBefore((line) => line.service === service)) codes.push('CST-10');
  if (account !== null && !hadBefore((line) => line.account === account)) codes.push('CST-04');
  if (region !== null && !hadBefore((line) => line.region === region)) codes.push('CST-03', 'CST-10');
  return [...new Set([...codes, 'CST-02'])];
}

function severityOf({ daily, delta }: CostCause, { totals, usage }: Bill): Severity {
  // Credits may bring a bill down to nothing, of which any change is a large share.
  const usual = Math.max(median(totals.slice(-28)), median(usage.slice(-28)));
  if (delta <= 0) return 'info';
  if (daily >= 0.2 * usual) return 'high';
  return daily >= 0.05 * usual ? 'medium' : 'low';
}

function evidenceOf({ source, start, added }: CostCause): readonly EvidenceRef[] {
  const largest = added.reduce((at, value, index) => (Math.abs(value) > Math.abs(added[at] ?? 0) ? index : at), start);
  const days = [...new Set([start, largest])].sort((a, b) => a - b);
  return days.map((day) => ({
    step: source.step,
    pointer: `${source.pointer}/micros/${day}`,
    value: `${toCents(added[day] ?? 0)} above normal`,
  }));
}

const verbs: Readonly<Record<CostKind, string>> = {
  spike: 'spiked',
  step: 'rose and stayed',
  ramp: 'has been rising',
  new: 'is new',
  migration: 'replaced something cheaper',
  'recurring fee': 'is a new or larger fee',
  credit: 'changed',
};

function titleOf(
  { kind, service, usageType, recordType, delta, account, region }: CostCause,
  currency: string,
): string {
  const thing = recordType === 'Usage' ? `${service} ${usageType}` : `${recordType} for ${service}`;
  const place = [region, account].filter((part) => part !== null && part !== '').join(', ');
  const verb = kind === 'credit' ? (delta > 0 ? 'ended' : 'came') : verbs[kind];
  return `${thing} ${verb}: ${delta < 0 ? '' : '+'}${money(delta, currency)}${place === '' ? '' : ` (${place})`}`;
}

function detailOf(cause: CostCause, { range, currency }: Bill): string {
  const { start, end, delta, daily, habit, kind, movedFrom } = cause;
  const first = formatDay(range.first + start);
  const until = kind === 'spike' && end < range.length ? ` to ${formatDay(range.first + end - 1)}` : '';
  const last = formatDay(range.first + range.length - 1);
  const parts = [
    `From ${first}${until} it added ${money(delta, currency)} by ${last}, at most ${money(daily, currency)} on one day.`,
    `Normal: ${habit}.`,
  ];
  if (movedFrom.length > 0) {
    parts.push(`Net of what ${movedFrom.slice(0, 5).join(', ')} cost less since: a move, not only a rise.`);
  }
  return parts.join(' ');
}
