import { textAt, valueAt } from '../../../value/read.ts';
import { parseDay } from '../../explorer/calendar.ts';
import { listOf } from '../../explorer/cost-table.ts';
import { costFinding } from '../finding.ts';
import { answersOf, type CostRule, writtenNumberAt } from './rule.ts';

/** CST-07: what AWS's own anomaly detection reports and the ledger's own judgement does not already name. */
export const anomalies: CostRule = ({ bill, input, causes, minTotal }) =>
  answersOf(input, 'anomalies').flatMap((anomaly, index) => {
    const impact =
      writtenNumberAt(anomaly, 'Impact', 'TotalImpact') ?? writtenNumberAt(anomaly, 'Impact', 'MaxImpact') ?? 0;
    if (impact * 1_000_000 < minTotal) return [];
    const roots = listOf(valueAt(anomaly, 'RootCauses'));
    const service = textAt(roots[0], 'Service') || textAt(anomaly, 'DimensionValue');
    const start = textAt(anomaly, 'AnomalyStartDate').slice(0, 10);
    const day = (parseDay(start) ?? bill.range.first) - bill.range.first;
    if (causes.some((cause) => cause.service === service && Math.abs(cause.start - day) <= 2)) return [];
    return [
      costFinding({
        ...{ code: 'CST-07', role: 'hint', tier: 'message', severity: 'info', kind: 'Anomaly' },
        account: textAt(roots[0], 'LinkedAccount') || bill.payer,
        region: textAt(roots[0], 'Region') || null,
        name: textAt(anomaly, 'AnomalyId') || service,
        title: `AWS reports an anomaly of ${impact.toFixed(2)} in ${service || 'an unnamed service'} from ${start}`,
        detail: 'Cost Anomaly Detection reported it; the days of the ledger alone do not show it above the habit.',
        evidence: [{ step: 'anomalies', pointer: `/results/${index}`, value: impact }],
        data: { service, usage_type: textAt(roots[0], 'UsageType'), start, impact_usd: impact },
      }),
    ];
  });
