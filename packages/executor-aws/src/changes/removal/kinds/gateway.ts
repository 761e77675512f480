import { hoursPerMonth } from '../../../cost/prices/price-book.ts';
import { someOf } from '../../../cost/waste/words.ts';
import { listAt, textAt } from '../../../value/read.ts';
import { readRights, writeRights } from '../../place/rights.ts';
import type { RemovalKind } from '../kind.ts';

const ended: readonly string[] = ['deleting', 'deleted', 'failed'];

/** A NAT gateway. Its Elastic IPs stay. */
export const natGatewayKind: RemovalKind = {
  name: 'nat-gateway-delete',
  description: 'Deletes a NAT gateway; its Elastic IPs stay.',
  kind: 'NatGateway',
  pattern: /^nat-[0-9a-z]{1,17}$/,
  example: 'nat-0a1b2c3d4e5f60718',
  reading: (id) => ({
    operation: 'DescribeNatGateways',
    items: 'NatGateways',
    key: 'NatGatewayId',
    input: { Filter: [{ Name: 'nat-gateway-id', Values: [id] }] },
  }),
  isGone: (item) => ended.includes(textAt(item, 'State')),
  reliedOn: (item) => [textAt(item, 'NatGatewayId'), textAt(item, 'State'), textAt(item, 'VpcId')],
  effects: (item) => {
    const addresses = listAt(item, 'NatGatewayAddresses').map((one) => textAt(one, 'PublicIp'));
    return [
      `deleted: the NAT gateway of ${textAt(item, 'SubnetId')} in ${textAt(item, 'VpcId')}`,
      'routes that lead to it lead nowhere from then on',
      `${someOf(addresses)} stays, and costs until it is released (CST-31)`,
    ];
  },
  monthlyMicros: (_item, region, book) => {
    const price = book.find(region, 'nat.hour');
    return price === null ? null : price.micros * hoursPerMonth;
  },
  removeCall: ({ place, id }) => ({ operation: 'DeleteNatGateway', place, input: { NatGatewayId: id } }),
  hasDryRun: true,
  rights: (input, id) => [
    ...readRights('DescribeNatGateways'),
    ...writeRights(input, [`natgateway/${id}`], 'DeleteNatGateway'),
  ],
};

/** A VPN connection. */
export const vpnKind: RemovalKind = {
  name: 'vpn-delete',
  description: 'Deletes a VPN connection.',
  kind: 'VpnConnection',
  pattern: /^vpn-[0-9a-z]{1,17}$/,
  example: 'vpn-0a1b2c3d4e5f60718',
  reading: (id) => ({
    operation: 'DescribeVpnConnections',
    items: 'VpnConnections',
    key: 'VpnConnectionId',
    input: { Filters: [{ Name: 'vpn-connection-id', Values: [id] }] },
    // The rest holds the keys of both ends.
    fields: ['VpnConnectionId', 'State', 'CustomerGatewayId', 'VpnGatewayId', 'TransitGatewayId', 'Type'],
  }),
  isGone: (item) => ended.includes(textAt(item, 'State')),
  reliedOn: (item) => [textAt(item, 'VpnConnectionId'), textAt(item, 'State')],
  effects: (item) => [
    `deleted: the VPN connection to ${textAt(item, 'CustomerGatewayId')}, with its addresses and keys`,
  ],
  monthlyMicros: (_item, region, book) => {
    const price = book.find(region, 'vpn.connection-hour');
    return price === null ? null : price.micros * hoursPerMonth;
  },
  removeCall: ({ place, id }) => ({ operation: 'DeleteVpnConnection', place, input: { VpnConnectionId: id } }),
  hasDryRun: true,
  rights: (input, id) => [
    ...readRights('DescribeVpnConnections'),
    ...writeRights(input, [`vpn-connection/${id}`], 'DeleteVpnConnection'),
  ],
};

/** A VPC's attachment to a transit gateway. */
export const attachmentKind: RemovalKind = {
  name: 'transit-attachment-delete',
  description: 'Deletes a VPC’s attachment to a transit gateway.',
  kind: 'TransitGatewayAttachment',
  pattern: /^tgw-attach-[0-9a-z]{1,17}$/,
  example: 'tgw-attach-0a1b2c3d4e5f60718',
  reading: (id) => ({
    operation: 'DescribeTransitGatewayVpcAttachments',
    items: 'TransitGatewayVpcAttachments',
    key: 'TransitGatewayAttachmentId',
    input: { Filters: [{ Name: 'transit-gateway-attachment-id', Values: [id] }] },
  }),
  isGone: (item) => ended.includes(textAt(item, 'State')),
  reliedOn: (item) => [textAt(item, 'TransitGatewayAttachmentId'), textAt(item, 'State'), textAt(item, 'VpcId')],
  effects: (item) => [`deleted: the attachment of ${textAt(item, 'VpcId')} to ${textAt(item, 'TransitGatewayId')}`],
  monthlyMicros: (_item, region, book) => {
    const price = book.find(region, 'transit-gateway.attachment-hour');
    return price === null ? null : price.micros * hoursPerMonth;
  },
  removeCall: ({ place, id }) => ({
    ...{ operation: 'DeleteTransitGatewayVpcAttachment', place },
    input: { TransitGatewayAttachmentId: id },
  }),
  hasDryRun: true,
  rights: (input, id) => [
    ...readRights('DescribeTransitGatewayVpcAttachments'),
    ...writeRights(input, [`transit-gateway-attachment/${id}`], 'DeleteTransitGatewayVpcAttachment'),
  ],
};
