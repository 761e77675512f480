import { textAt } from '../../../value/read.ts';
import { draft, grossMicros, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { gravitonOf, gravitonSizes } from '../model/generations.ts';
import { changeSaving, type Instance, isManaged, readInstance } from '../model/instance.ts';
import { cite, nameOf } from '../model/item.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, type Verdict } from '../observe.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-21',
  title: 'An instance could run on Graviton',
  role: 'hint',
  severity: 'info',
  decided:
    'A running x86 instance without Windows or a licensed system whose family has an arm64 counterpart with its size, by a dated table, for less. Whether the software runs on arm64 cannot be seen.',
  thresholds: {},
  source: 'AWS Graviton; AWS Cost Optimization Hub action MigrateToGraviton.',
  remedy: 'Build the image for arm64, try it, then replace the instance.',
};

function judge(world: WasteWorld, instance: Instance): Verdict {
  const { item, id, type, parts, state } = instance;
  if (state !== 'running' || parts === null || isManaged(world, instance)) return skipped;
  const details = textAt(item.raw, 'PlatformDetails');
  const isLicensed = instance.isWindows || (details !== '' && details !== 'Linux/UNIX');
  if (textAt(item.raw, 'Architecture') !== 'x86_64' || isLicensed) return fine;
  const family = Object.hasOwn(gravitonOf, parts.family) ? gravitonOf[parts.family] : undefined;
  if (family === undefined || !hasSize(family, parts.size)) return fine;
  const saving = changeSaving(world, instance, { family, size: parts.size });
  if (saving !== null && grossMicros(saving) === 0) return fine;
  const to = `${family}.${parts.size}`;
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'figure',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)} could be a ${to} instead of a ${type}`,
      detail: `${to} has the same vCPUs and memory on Graviton for less. Its software must exist for arm64, and the region must offer it.`,
      evidence: [cite(item, 'InstanceType'), cite(item, 'Architecture')],
      saving,
      confidence: 'low',
      effort: 'high',
      data: { instance_type: type, to_type: to },
    }),
  };
}

function hasSize(family: string, size: string): boolean {
  if (!gravitonSizes.includes(size)) return false;
  return family === 't4g' ? !/^(4|8|12|16)x/.test(size) : !/^(nano|micro|small)$/.test(size);
}

/** CST-21. */
export const graviton: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('instances'), (item) => judge(world, readInstance(item))),
};
