import type { PlaybookInputFormat } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { readInputValue } from './input-value.ts';

const read = (format: PlaybookInputFormat, value: string) =>
  readInputValue({ type: 'string', description: 'What it is.', format }, value);

describe('the format of an input', () => {
  it.each<[PlaybookInputFormat, string]>([
    ['cidr-list', ''],
    ['cidr-list', '203.0.113.0/24, 198.51.100.7, 2001:db8::/32,'],
    ['port-list', '0,443, 65535'],
    ['account-list', '111122223333'],
    ['duration', 'P1Y'],
    ['duration', 'PT2H30M'],
    ['duration', 'P14D'],
    ['duration', '2026-02-18/2026-02-26'],
    ['duration', '2026-11-09T10:00Z/2026-11-09T10:30Z'],
    ['duration', '2026-11-09T10:00:00Z/PT30M'],
    ['duration', 'P1D/2026-11-09'],
    ['name', 'api'],
    ['name', 'deployment/api'],
    ['name', 'HorizontalPodAutoscaler/api-v2'],
    ['name', 'ip-10-0-1-5.eu-west-1.compute.internal'],
    ['name', 'a'.repeat(253)],
  ])('%s takes %j as it is', (format, value) => {
    expect(read(format, value)).toEqual({ kind: 'value', value });
  });

  it.each<[PlaybookInputFormat, string]>([
    ['cidr-list', '10.0.0.0/33'],
    ['cidr-list', '203.0.113.0/24 198.51.100.7'],
    ['cidr-list', 'office'],
    ['port-list', '65536'],
    ['port-list', '80-90'],
    ['port-list', '-1'],
    ['account-list', '1111-2222-3333'],
    ['account-list', '11112222333'],
    ['duration', '2 hours'],
    ['duration', 'P'],
    ['duration', 'PT'],
    ['duration', 'PT2H/PT3H'],
    ['duration', '2026-02-30/2026-03-01'],
    ['duration', '2026-02-18'],
    ['duration', '2026-02-18/2026-02-19/2026-02-20'],
    ['name', ''],
    ['name', 'Api'],
    ['name', 'a b'],
    ['name', 'a_b'],
    ['name', '-a'],
    ['name', 'a..b'],
    ['name', 'deployment/shop/api'],
    ['name', '../../etc/passwd'],
    ['name', 'a'.repeat(254)],
    ['name', 'a\u001b[31m'],
  ])('%s refuses %j, and says what it must look like with an example', (format, value) => {
    expect(read(format, value)).toMatchObject({
      kind: 'rejected',
      message: expect.stringMatching(/^must be .+, such as \S.*; got "/),
      hint: 'What it is.',
    });
  });

  it('looks at no endless text', () => {
    expect(read('port-list', '1,'.repeat(20_000)).kind).toBe('rejected');
  });
});

describe('the pattern of an input', () => {
  const vpc = {
    type: 'string',
    description: 'A VPC.',
    pattern: '^vpc-[0-9a-f]{8,17}$',
    example: 'vpc-0a1b2c3d',
  } as const;

  it('takes what fits and shows the example for what does not', () => {
    expect(readInputValue(vpc, 'vpc-0a1b2c3d')).toEqual({ kind: 'value', value: 'vpc-0a1b2c3d' });
    expect(readInputValue(vpc, 'vpc-1')).toMatchObject({
      message: 'must be text that fits ^vpc-[0-9a-f]{8,17}$, such as vpc-0a1b2c3d; got "vpc-1"',
    });
  });

  it('that is none lets nothing through', () => {
    expect(readInputValue({ ...vpc, pattern: '(' }, 'vpc-0a1b2c3d').kind).toBe('rejected');
  });
});
