import { textAt } from '../../../value/read.ts';
import { dayOf, parseDay } from '../../explorer/calendar.ts';
import { costFinding } from '../finding.ts';
import { type CostRule, type Listed, listedOf } from './rule.ts';

/** Days before its end at which a commitment is named (Turbot's default). */
const noticeDays = 30;

interface Ending {
  readonly listed: Listed;
  readonly kind: string;
  readonly id: string;
  readonly end: string;
  readonly step: string;
}

/** CST-15: active reservations and Savings Plans that end within thirty days of the run. */
export const expiry: CostRule = ({ bill, input }) => {
  const today = bill.asOf;
  const reserved = listedOf(input, 'reserved_instances').map((listed): Ending & { readonly state: string } => ({
    ...{ listed, kind: 'ReservedInstances', step: 'reserved_instances' },
    ...{ id: textAt(listed.item, 'ReservedInstancesId'), end: textAt(listed.item, 'End') },
    state: textAt(listed.item, 'State'),
  }));
  const plans = listedOf(input, 'savings_plans').map((listed): Ending & { readonly state: string } => ({
    ...{ listed, kind: 'SavingsPlan', step: 'savings_plans' },
    ...{ id: textAt(listed.item, 'savingsPlanId'), end: textAt(listed.item, 'end') },
    state: textAt(listed.item, 'state'),
  }));
  return [...reserved, ...plans].flatMap(({ listed, kind, id, end, state, step }) => {
    const day = parseDay(end) ?? dayOf(Date.parse(end));
    const left = day - today;
    if (Number.isNaN(day) || state !== 'active' || left < 0 || left > noticeDays) return [];
    const { account, region, pointer } = listed;
    return [
      costFinding({
        ...{ code: 'CST-15', role: 'hint', tier: 'status', severity: 'low', account, region, kind, name: id },
        title: `${kind === 'SavingsPlan' ? 'Savings Plan' : 'Reservation'} ${id} ends ${left === 0 ? 'today' : `in ${left} day${left === 1 ? '' : 's'}`}`,
        detail: `It ends on ${end.slice(0, 10)}; what it covers is then billed at the on-demand price.`,
        evidence: [{ step, pointer, value: end }],
        data: { end: end.slice(0, 10), days_left: left },
      }),
    ];
  });
};
