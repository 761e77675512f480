import { describe, expect, it } from 'vitest';
import { homeRegionOf, partitionOf } from './regions.ts';

describe('a region', () => {
  it.each([
    ['eu-west-1', 'aws', 'us-east-1'],
    ['cn-northwest-1', 'aws-cn', 'cn-north-1'],
    ['us-gov-east-1', 'aws-us-gov', 'us-gov-west-1'],
    ['eusc-de-east-1', 'aws-eusc', 'eusc-de-east-1'],
    ['us-isob-east-1', 'aws-iso-b', 'us-isob-east-1'],
  ])('%s is of partition %s, for which %s speaks', (region, partition, home) => {
    expect([partitionOf(region), homeRegionOf(region)]).toEqual([partition, home]);
  });

  it('that nobody names is of the common partition', () => {
    expect(homeRegionOf(undefined)).toBe('us-east-1');
  });
});
