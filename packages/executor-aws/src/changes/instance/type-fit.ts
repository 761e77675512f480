import { printable } from '../../text/printable.ts';
import { refused, type Unknown } from '../reason.ts';
import type { Machine } from './machine.ts';
import type { TypeTraits } from './types.ts';

/** What stands against another type for an instance (EC2 user guide, "Compatibility for changing the instance type"). Null when nothing does. */
export function objectionToType(machine: Machine, to: TypeTraits): Unknown | null {
  const { id, architecture, interfaces } = machine;
  const { architectures, mostInterfaces } = to;
  if (architecture !== '' && architectures.length > 0 && !architectures.includes(architecture)) {
    const has = architectures.map((one) => printable(one, 40)).join(', ');
    return refused(`${id} is made for ${architecture}, and ${to.name} is ${has}`, 'a type of the same architecture');
  }
  if (to.ena === 'required' && !machine.hasEna)
    return refused(`${to.name} needs enhanced networking (ENA), which ${id} does not have on`, 'ENA turned on for it');
  if (to.rootDevices.length > 0 && !to.rootDevices.includes(machine.root))
    return refused(`${to.name} cannot have a root device of the kind ${machine.root}`);
  if (mostInterfaces !== null && interfaces.length > mostInterfaces) {
    const message = `${id} has ${interfaces.length} interfaces, and ${to.name} takes ${mostInterfaces}`;
    return refused(message, 'a larger type, or fewer interfaces');
  }
  if (to.ebsOptimized === 'unsupported' && machine.isEbsOptimized)
    return refused(`${id} is EBS-optimized, which ${to.name} cannot be`, 'EBS optimization turned off for it');
  return null;
}

/** What a person has to know of a type besides: what nobody outside the instance can see. */
export function notesOfType(from: TypeTraits | undefined, to: TypeTraits): readonly string[] {
  const isNewNvme = to.nvme === 'required' && from !== undefined && from.nvme !== 'required';
  return [
    ...(isNewNvme ? ['its disks become NVMe devices: its system needs the drivers, and mounts by id or label'] : []),
    ...(to.instanceStoreGb > 0 ? [`it gets ${to.instanceStoreGb} GB of empty instance store`] : []),
  ];
}
