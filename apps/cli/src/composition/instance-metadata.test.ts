import { describe, expect, it } from 'vitest';
import { leaveInstanceMetadata } from './instance-metadata.ts';

const vendor = '/sys/class/dmi/id/sys_vendor';
const version = '/sys/class/dmi/id/bios_version';
const hypervisor = '/sys/hypervisor/uuid';

function decide(
  files: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = {},
  platform?: 'darwin',
): unknown {
  const read = (file: string): string => files[file] ?? expect.fail('ENOENT');
  leaveInstanceMetadata(environment, platform ?? 'linux', read);
  return environment.AWS_EC2_METADATA_DISABLED;
}

describe('the instance metadata service', () => {
  it.each([
    [{ [vendor]: 'Amazon EC2\n' }],
    [{ [vendor]: 'Xen\n', [version]: '4.11.amazon\n' }],
    [{ [vendor]: 'Xen\n', [hypervisor]: 'ec2e1916-9099\n' }],
  ])('is asked on an instance: %j', (files) => {
    expect(decide(files)).toBeUndefined();
  });

  it('is not asked elsewhere', () => {
    expect(decide({ [vendor]: 'LENOVO\n', [version]: 'N1' })).toBe('true');
  });

  it('is asked where nobody can tell', () => {
    expect(decide({})).toBeUndefined();
    expect(decide({ [vendor]: 'LENOVO' }, {}, 'darwin')).toBeUndefined();
  });

  it('is asked as somebody said', () => {
    expect(decide({ [vendor]: 'LENOVO' }, { AWS_EC2_METADATA_DISABLED: 'false' })).toBe('false');
  });
});
