import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt } from '../../value/read.ts';
import type { Item } from './item.ts';

/** A network interface as far as exposure needs it. */
export interface NetworkInterface {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Ids of its groups, sorted. */
  readonly groupIds: readonly string[];
  /** The public IPv4 address associated with it, or null. */
  readonly publicIpv4: string | null;
  /** Path of that address in the item. */
  readonly publicIpv4Path: readonly (string | number)[];
  /** Its address in the network of a telephone carrier (Wavelength), or null. */
  readonly carrierIp: string | null;
  /** All its IPv6 addresses as stated. */
  readonly ipv6: readonly string[];
  /** Prefixes delegated to it, as CIDRs: all their addresses are its own. */
  readonly ipv6Prefixes: readonly string[];
  /** Such as `interface`, `lambda`, `network_load_balancer`; empty when unstated. */
  readonly type: string;
  /** The instance that it is attached to, or empty. */
  readonly instanceId: string;
  /** `amazon-elb` and the like, or empty. */
  readonly requester: string;
  readonly item: Item;
}

/** Reads an item of `interfaces`. */
export function readInterface(item: Item): NetworkInterface {
  const { raw } = item;
  const address = publicAddress(raw);
  return {
    id: textAt(raw, 'NetworkInterfaceId'),
    account: item.account,
    region: item.region,
    vpcId: textAt(raw, 'VpcId'),
    subnetId: textAt(raw, 'SubnetId'),
    groupIds: listAt(raw, 'Groups')
      .map((group) => textAt(group, 'GroupId'))
      .filter((id) => id !== '')
      .sort(compareText),
    publicIpv4: address.value,
    publicIpv4Path: address.path,
    carrierIp: textAt(raw, 'Association', 'CarrierIp') || null,
    ipv6: listAt(raw, 'Ipv6Addresses').map((one) => textAt(one, 'Ipv6Address')),
    ipv6Prefixes: listAt(raw, 'Ipv6Prefixes').map((one) => textAt(one, 'Ipv6Prefix')),
    type: textAt(raw, 'InterfaceType'),
    instanceId: textAt(raw, 'Attachment', 'InstanceId'),
    requester: textAt(raw, 'RequesterId'),
    item,
  };
}

/** A secondary private address may carry the only public one. */
function publicAddress(raw: unknown): { value: string | null; path: readonly (string | number)[] } {
  const primary = textAt(raw, 'Association', 'PublicIp');
  if (primary !== '') return { value: primary, path: ['Association', 'PublicIp'] };
  for (const [index, one] of listAt(raw, 'PrivateIpAddresses').entries()) {
    const address = textAt(one, 'Association', 'PublicIp');
    if (address !== '') return { value: address, path: ['PrivateIpAddresses', index, 'Association', 'PublicIp'] };
  }
  return { value: null, path: ['Association'] };
}
