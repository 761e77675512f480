import { describe, expect, it } from 'vitest';
import { loadService } from './service-module.ts';

describe('a path in an answer', () => {
  it.each([
    ['DescribeVpcs', 'Vpcs'],
    ['DescribeInstances', 'Reservations[].Instances.Tags[].Key'],
    ['DescribeRouteTables', 'RouteTables.Routes.GatewayId'],
  ])('of %s may be %s', async (operation, path) => {
    const { assertPath } = await loadService('ec2');
    expect(() => assertPath(operation, path)).not.toThrow();
  });

  it.each([
    ['DescribeVpcs', 'Vpc', 'Vpcs'],
    ['DescribeVpcs', 'Vpcs.VpcID', 'VpcId'],
    ['DescribeInstances', 'Reservation[].Instances', 'Reservations'],
    ['DescribeVpcs', 'constructor', ''],
  ])('of %s is refused when it is %s, since it would read as nothing there', async (operation, path, near) => {
    const { assertPath } = await loadService('ec2');
    expect(() => assertPath(operation, path)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', nextSteps: [expect.stringContaining(near)] }),
    );
  });

  it('behind a map or free text is not checked', async () => {
    const { assertPath } = await loadService('lambda');
    expect(() => assertPath('ListFunctions', 'Functions.Environment.Variables.ANYTHING')).not.toThrow();
    expect(() => assertPath('ListFunctions', 'Functions.FunctionName.x')).not.toThrow();
  });
});
