import { readFileSync } from 'node:fs';

/** What a virtual machine says about who runs it; a Xen one of Amazon in its identifier only. */
const places: readonly (readonly [file: string, amazon: RegExp])[] = [
  ['/sys/class/dmi/id/sys_vendor', /amazon/i],
  ['/sys/class/dmi/id/bios_version', /amazon/i],
  ['/sys/hypervisor/uuid', /^ec2/i],
];

/**
 * Keeps the AWS SDK from asking the instance metadata service for a login where there is none: at 169.254.169.254 whoever has the
 * network could answer, with a login of their own. Said by the kernel, so only where that can be read; a variable that
 * somebody set stays.
 */
export function leaveInstanceMetadata(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  read: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): void {
  if (platform !== 'linux' || environment.AWS_EC2_METADATA_DISABLED !== undefined) return;
  const told = places.map(([file, amazon]) => tell(() => amazon.test(read(file))));
  if (told.includes(true) || told.every((one) => one === null)) return;
  environment.AWS_EC2_METADATA_DISABLED = 'true';
}

function tell(look: () => boolean): boolean | null {
  try {
    return look();
  } catch {
    return null;
  }
}
