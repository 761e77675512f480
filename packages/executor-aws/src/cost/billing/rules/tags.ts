import { fieldOf, listOf } from '../../explorer/cost-table.ts';
import { money, sumMicros, toCents } from '../../explorer/money.ts';
import { costFinding } from '../finding.ts';
import { answersOf, type CostRule } from './rule.ts';

const untaggedLimit = 0.1;
const lastDays = 30;

interface TagSpend {
  readonly value: string;
  readonly recent: number;
  readonly before: number;
}

/** CST-09: more than a tenth of what tags could name carries none. CST-05: the tag value that rose most. */
export const tags: CostRule = ({ bill, input, minTotal }) => {
  const tag = input.settings?.tag ?? null;
  const rows = answersOf(input, 'tags');
  if (tag === null || rows.length === 0) return [];
  const spends = spendByValue(rows, bill.range.length, tag);
  const total = spends.reduce((sum, { recent }) => sum + recent, 0);
  const untagged = spends.find(({ value }) => value === '')?.recent ?? 0;
  const common = { role: 'hint', account: bill.payer, kind: 'Tag' } as const;
  const evidence = [{ step: 'tags', pointer: '/results', value: `${rows.length} groups` }];
  const findings = [];
  if (total > 0 && untagged > untaggedLimit * total) {
    const share = Math.round((untagged / total) * 100);
    findings.push(
      costFinding({
        ...{ ...common, code: 'CST-09', severity: 'low', name: tag, evidence },
        title: `${share} % of what is used carries no tag ${tag}: ${money(untagged, bill.currency)} in ${lastDays} days`,
        detail:
          'What carries no tag cannot be charged to anybody. Activate the tag for cost allocation and set it at creation.',
        data: { tag, untagged_usd: toCents(untagged), percent: share },
      }),
    );
  }
  const risen = spends.filter(
    ({ value, recent, before }) => value !== '' && recent - before >= minTotal && recent > 1.2 * before,
  );
  for (const { value, recent, before } of risen.slice(0, 3)) {
    findings.push(
      costFinding({
        ...{ ...common, code: 'CST-05', severity: 'info', name: `${tag}=${value}`, evidence },
        title: `${tag}=${value} costs ${money(recent - before, bill.currency)} more than in the ${lastDays} days before`,
        detail: `${money(before, bill.currency)} before, ${money(recent, bill.currency)} after.`,
        data: { tag, value, rise_usd: toCents(recent - before) },
      }),
    );
  }
  return findings;
};

function spendByValue(rows: readonly unknown[], length: number, tag: string): readonly TagSpend[] {
  const days = Math.min(lastDays, length >> 1);
  const groups = Map.groupBy(rows, (row) => String(listOf(fieldOf(row, 'keys'))[0] ?? '').slice(tag.length + 1));
  return [...groups]
    .map(([value, own]) => {
      const part = (from: number, until: number) =>
        sumMicros(own.flatMap((row) => listOf(fieldOf(row, 'micros')).slice(from, until) as readonly number[]));
      return { value, recent: part(length - days, length), before: part(length - 2 * days, length - days) };
    })
    .sort((a, b) => b.recent - b.before - (a.recent - a.before) || (a.value < b.value ? -1 : 1));
}
