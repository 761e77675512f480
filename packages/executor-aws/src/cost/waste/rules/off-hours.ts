import { listAt, textAt } from '../../../value/read.ts';
import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { computeSaving, type Instance, isManaged, licenceNote, readInstance } from '../model/instance.ts';
import { cite, hasTagPrefix, nameOf } from '../model/item.ts';
import { citeUsage, type Usage } from '../model/usage.ts';
import { ageDays, type WasteWorld } from '../model/world.ts';
import { fine, firstUnknown, observe, skipped, type Verdict } from '../observe.ts';
import { stopInstance } from '../remediation.ts';
import { round } from '../words.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-23',
  title: 'A non-production instance runs around the clock',
  role: 'fault',
  severity: 'low',
  decided:
    'A tag (env, environment, stage, tier) says dev, test, qa, staging or alike; the instance ran in every hour of the window; and there is a block of twelve hours a day, Monday to Friday, outside which its hourly CPU maximum stays below 10 % in 95 % of hours. Any time zone is tried, since none is known. Not where a tag names a schedule.',
  thresholds: { cpu_percent: 10, hours_a_week: 60, quiet_share: 0.95 },
  source: 'Cloud Custodian offhour/onhour; AWS Instance Scheduler. The test of CPU is ours.',
  remedy: 'Start and stop it by a schedule.',
};

const hoursPerWeek = 168;
const workHours = 60;
const quietCpu = 10;
const quietShare = 0.95;
const nonProduction =
  /^(dev|devel|development|test|testing|qa|uat|stage|staging|sandbox|demo|nonprod|non-prod|preprod|pre-prod)$/i;
const environmentKeys = new Set(['env', 'environment', 'stage', 'tier']);

/** The environment that tags name, when it is not production. */
function environmentOf(raw: unknown): string {
  const tag = listAt(raw, 'Tags').find(
    (one) => environmentKeys.has(textAt(one, 'Key').toLowerCase()) && nonProduction.test(textAt(one, 'Value')),
  );
  return textAt(tag, 'Value');
}

function hasSchedule(raw: unknown): boolean {
  const named = listAt(raw, 'Tags').some((tag) =>
    /schedul|off-?hours?|downtime|uptime|auto-?st(art|op)/i.test(textAt(tag, 'Key')),
  );
  return named || hasTagPrefix(raw, 'maid_offhours', 'c7n');
}

/** The largest share of quiet hours outside a work block, over all 24 hours that it could begin at (UTC). */
function quietestShare({ points, start }: Usage): { readonly share: number; readonly begin: number } {
  let best = { share: 0, begin: 0 };
  for (let begin = 0; begin < 24; begin += 1) {
    const outside = points.filter(([hour]) => !isWork(start + hour * 3_600_000, begin));
    const quiet = outside.filter(([, value]) => value < quietCpu).length;
    const share = outside.length === 0 ? 0 : quiet / outside.length;
    if (share > best.share) best = { share, begin };
  }
  return best;
}

function isWork(at: number, begin: number): boolean {
  // Counted from when the block begins, so that it may run past midnight.
  const shifted = new Date(at - begin * 3_600_000);
  const day = shifted.getUTCDay();
  return shifted.getUTCHours() < 12 && day >= 1 && day <= 5;
}

function judge(world: WasteWorld, instance: Instance): Verdict {
  const { item, id, state } = instance;
  const environment = environmentOf(item.raw);
  if (state !== 'running' || environment === '' || isManaged(world, instance)) return skipped;
  const { days } = world.settings;
  const age = ageDays(world, item.raw, 'LaunchTime');
  if (hasSchedule(item.raw) || (age !== null && age < days)) return skipped;
  const cpu = world.usage.find(item.place, {
    namespace: 'AWS/EC2',
    metric: 'CPUUtilization',
    stat: 'Maximum',
    id,
    days,
  });
  const gap = firstUnknown(item, id, 'use of instances', [cpu]);
  if (gap !== null || cpu.kind !== 'known') return gap ?? skipped;
  const { share, begin } = quietestShare(cpu.usage);
  if (cpu.usage.coverage < 0.98 || share < quietShare) return fine;
  const saved = 1 - workHours / hoursPerWeek;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)} of ${environment} runs around the clock`,
      detail: `It ran all ${days} days. Outside Monday to Friday ${begin}:00 to ${(begin + 12) % 24}:00 UTC its CPU stayed below ${quietCpu} % in ${round(share * 100)} % of hours; off then, it costs ${round(saved * 100)} % less.${licenceNote(instance)}`,
      evidence: [cite(item, 'InstanceType'), citeUsage(cpu.usage, share)],
      saving: computeSaving(world, instance, saved),
      confidence: 'medium',
      effort: 'medium',
      remediations: [stopInstance(item, id)],
      data: { instance_type: instance.type, environment, quiet_share: round(share), work_begins_utc: begin, days },
    }),
  };
}

/** CST-23. */
export const offHours: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('instances'), (item) => judge(world, readInstance(item))),
};
