import { draft, type WasteFindingDefinition, type WasteRule } from '../draft.ts';
import { successors } from '../model/generations.ts';
import { changeSaving, type Instance, isManaged, licenceNote, readInstance } from '../model/instance.ts';
import { cite, nameOf } from '../model/item.ts';
import type { WasteWorld } from '../model/world.ts';
import { fine, observe, skipped, type Verdict } from '../observe.ts';
import { resizeInstance } from '../remediation.ts';

const definition: WasteFindingDefinition = {
  code: 'CST-20',
  title: 'An instance of a previous generation',
  role: 'fault',
  severity: 'low',
  decided:
    'A running instance whose family AWS replaced, by a dated table. The saving is the difference of list prices; it may be none, and the newer family is faster.',
  thresholds: {},
  source: 'AWS: previous generation instances. Turbot: t2, m3, m4; c4, r4 and older ones are ours.',
  remedy: 'Change the type. Before leaving Xen check that the image has NVMe and ENA drivers.',
};

function judge(world: WasteWorld, instance: Instance): Verdict {
  const { item, id, type, parts, state } = instance;
  if (state !== 'running' || parts === null || isManaged(world, instance)) return skipped;
  const family = Object.hasOwn(successors, parts.family) ? successors[parts.family] : undefined;
  if (family === undefined) return fine;
  const to = { family, size: parts.size };
  // The successor may lack the size: then there is no price and no command to give.
  const saving = changeSaving(world, instance, to);
  const name = `${family}.${parts.size}`;
  const isOffered = family.startsWith('t') || !/^(nano|micro|small|medium)$/.test(parts.size);
  return {
    kind: 'waste',
    draft: draft(definition, {
      tier: 'contradiction',
      place: item.place,
      kind: 'Instance',
      name: id,
      title: `Instance ${id}${nameOf(item.raw)} is a ${type}, a previous generation`,
      detail: `AWS replaced ${parts.family} by ${family}, which does more for its price.${licenceNote(instance)}`,
      evidence: [cite(item, 'InstanceType')],
      saving: isOffered ? saving : null,
      confidence: 'medium',
      effort: 'medium',
      remediations: isOffered ? [resizeInstance(item, id, { from: type, to: name })] : [],
      data: { instance_type: type, to_family: family },
    }),
  };
}

/** CST-20. */
export const oldGeneration: WasteRule = {
  definition,
  inspect: (world) => observe(world.items('instances'), (item) => judge(world, readInstance(item))),
};
