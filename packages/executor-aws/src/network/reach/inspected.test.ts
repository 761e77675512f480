import type { Json } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import {
  type AccountParts,
  acl,
  aclEntry,
  group,
  networkInterface,
  route,
  routeTable,
  rule,
  stage,
} from '../__fixtures__/account.ts';
import { look } from '../__fixtures__/look.ts';
import { analyzeNetwork } from '../analyze-network.ts';

type Steps = ReturnType<typeof stage>;

const with4 = (parts: Partial<AccountParts>): Steps =>
  stage({
    groups: [group('sg-1')],
    rules: [rule('sg-1', '0.0.0.0/0', { id: 'sgr-1' })],
    interfaces: [networkInterface('eni-1', ['sg-1'])],
    ...parts,
  });

/** Reach and severity of the first finding. */
function reachOf(steps: Steps): readonly [unknown, string | undefined] {
  const [first] = look(steps);
  return [first?.data?.reach, first?.severity];
}

describe('whether an SSH port is reachable is unknown', () => {
  const carried: Json = {
    ...(networkInterface('eni-1', ['sg-1'], { ipv4: null }) as object),
    Association: { CarrierIp: '198.51.100.8' },
  };
  const toCarrier: Json = { DestinationCidrBlock: '0.0.0.0/0', CarrierGatewayId: 'cagw-1', State: 'active' };

  it.each<[string, Partial<AccountParts>, string]>([
    ['through a firewall', { routeTables: [routeTable('rtb', [route('0.0.0.0/0', 'vpce-1')])] }, 'vpce-1'],
    ['through a carrier gateway', { interfaces: [carried], routeTables: [routeTable('rtb', [toCarrier])] }, 'cagw-1'],
  ])('%s, and says so', (_, parts, through) => {
    const steps = with4(parts);
    expect(reachOf(steps)).toEqual(['unknown', 'critical']);
    const { not_checked } = analyzeNetwork({ scope: {}, settings: {}, steps });
    expect(not_checked.filter(({ what }) => what.includes(through)).map(({ what }) => what)).toEqual([
      `what ${through} lets through (sg-1)`,
    ]);
  });

  it.each<[string, Partial<AccountParts>, string]>([
    ['an ACL denies it before', { acls: [acl('acl', [aclEntry(90, 'deny', '0.0.0.0/0')])] }, 'R1'],
    ['there is no address', { interfaces: [networkInterface('eni-1', ['sg-1'], { ipv4: null })] }, 'R1'],
  ])('not when %s', (_, parts, level) => {
    const routeTables = [routeTable('rtb', [route('0.0.0.0/0', 'vpce-1')])];
    expect(reachOf(with4({ routeTables, ...parts }))[0]).toBe(level);
  });

  it('not when a gateway is reached directly for a part', () => {
    const routes = [route('0.0.0.0/0', 'vpce-1'), route('8.0.0.0/8', 'igw-1')];
    expect(reachOf(with4({ routeTables: [routeTable('rtb', routes)] }))[0]).toBe('R2');
  });
});
