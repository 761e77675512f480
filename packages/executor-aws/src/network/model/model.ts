import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt } from '../../value/read.ts';
import { type GroupRule, readRules, type SecurityGroup } from './group.ts';
import { type NetworkInterface, readInterface } from './interface.ts';
import { type PrefixList, readPrefixLists } from './prefix-list.ts';
import { type NetworkInput, type NetworkScope, type NetworkSettings, toSettings } from './settings.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';
import { indexBy, readTopology, type Topology } from './topology.ts';

/** Everything the rules look at. Lists are sorted by id; indexes span all accounts and regions, since ids do. */
export interface NetworkModel {
  readonly scope: NetworkScope;
  readonly settings: NetworkSettings;
  /** Any step's items, gaps and completeness; the way to what has no index of its own. */
  readonly snapshot: Snapshot;
  /** Account and region pairs that were to be read, from step `places`. */
  readonly places: readonly Place[];
  /** By id. */
  readonly groups: ReadonlyMap<string, SecurityGroup>;
  /** By id. */
  readonly interfaces: ReadonlyMap<string, NetworkInterface>;
  /** By id. */
  readonly prefixLists: ReadonlyMap<string, PrefixList>;
  readonly topology: Topology;
}

/** Reads the evidence of all steps into a model: one pass over each list. */
export function readModel(input: NetworkInput): NetworkModel {
  const snapshot = createSnapshot(input.steps);
  const interfaces = readInterfaces(snapshot);
  return {
    scope: input.scope,
    settings: toSettings(input.settings),
    snapshot,
    places: readPlaces(snapshot),
    groups: readGroups(snapshot, interfaces),
    interfaces,
    prefixLists: readPrefixLists(snapshot),
    topology: readTopology(snapshot),
  };
}

function readPlaces(snapshot: Snapshot): readonly Place[] {
  return listAt(snapshot.evidence('places').output, 'regional')
    .map((place) => ({ account: textAt(place, 'account'), region: textAt(place, 'region') }))
    .sort((a, b) => compareText(a.account, b.account) || compareText(a.region, b.region));
}

function readInterfaces(snapshot: Snapshot): ReadonlyMap<string, NetworkInterface> {
  const items = indexBy(snapshot.items('interfaces'), 'NetworkInterfaceId');
  return new Map([...items].map(([id, item]) => [id, readInterface(item)]));
}

function readGroups(
  snapshot: Snapshot,
  interfaces: ReadonlyMap<string, NetworkInterface>,
): ReadonlyMap<string, SecurityGroup> {
  const rules = readRules(snapshot);
  const attached = new Map<string, NetworkInterface[]>();
  for (const one of interfaces.values()) {
    for (const id of one.groupIds) {
      const known = attached.get(id);
      if (known === undefined) attached.set(id, [one]);
      else known.push(one);
    }
  }
  const none: readonly GroupRule[] = [];
  const items = indexBy(snapshot.items('groups'), 'GroupId');
  return new Map(
    [...items].map(([id, item]) => [
      id,
      {
        id,
        name: textAt(item.raw, 'GroupName'),
        vpcId: textAt(item.raw, 'VpcId'),
        account: item.account,
        region: item.region,
        item,
        rules: rules.get(id) ?? none,
        hasAllRules: snapshot.isComplete('group_rules', item),
        interfaces: attached.get(id) ?? [],
      },
    ]),
  );
}
