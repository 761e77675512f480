import { type Action, type ActionContext, defineChange, type Evidence, type Observation } from '@cloudops/spec';
import { describeRule } from '../group/rule.ts';
import { type FoundMachine, findMachine } from '../instance/find-machine.ts';
import { objectionOfScaling } from '../instance/scaling.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol } from '../protocol.ts';
import { failureOf, present, refused } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { contain, lookAtInterfaces, release, testContainment, verifyContainment } from './contain-parts.ts';
import { type ContainInput, type ContainSaved, containInput, containState, interfaceVersion } from './contain-state.ts';
import { findIsolationGroup, type IsolationGroup } from './isolation-group.ts';

function effectsOf(groups: readonly string[], { id, rules }: IsolationGroup): readonly string[] {
  return [
    `security groups: ${groups.join(', ')} → ${id}`,
    ...rules.map((rule) => `still let through: ${describeRule(rule)}`),
    'connections that are open, and that EC2 tracks, may go on until they end',
  ];
}

function toObservation({ place, machine }: FoundMachine, isolation: IsolationGroup): Observation {
  const { interfaces } = machine;
  const isIn = interfaces.map(({ groups }) => groups.length === 1 && groups[0] === isolation.id);
  const inPlace = isIn.every(Boolean);
  const state: ContainSaved = { place, id: machine.id, group: isolation.id, interfaces };
  return {
    objects: interfaces.map((one, index) => ({
      resource: resourceIn(place, 'NetworkInterface', one.id),
      version: interfaceVersion(machine.id, one),
      effects: isIn[index] === true ? [] : effectsOf(one.groups, isolation),
    })),
    state: state as unknown as Observation['state'],
    blast_radius: 1 + interfaces.length,
    monthly_cents: 0,
    in_place: inPlace,
    undo: inPlace ? null : 'The interfaces get their security groups back.',
  };
}

async function observe(
  services: ChangeServices,
  request: ContainInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const found = await findMachine(services, request, context);
  if (found.status !== 'present') return failureOf(found, request.instance);
  const { place, machine } = found.output;
  const [first] = machine.interfaces;
  if (first === undefined) return refused(`${machine.id} has no network interface`);
  const networks = [...new Set(machine.interfaces.map(({ vpc }) => vpc))];
  if (networks.length > 1) return refused(`${machine.id} is in several networks: ${networks.join(', ')}`);
  const objection = await objectionOfScaling(services.session, place, machine, context);
  if (objection !== null) return objection;
  const wanted = { place, vpc: first.vpc, group: request.group ?? null };
  const isolation = await findIsolationGroup(services, wanted, context);
  if (isolation.status !== 'present') return failureOf(isolation, 'the isolation group');
  return present(toObservation(found.output, isolation.output));
}

/** `aws.ec2-contain`: swaps the security groups of an instance's interfaces for one that isolates; the undo swaps them back. */
export function createContainAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<ContainInput>({
    name: 'ec2-contain',
    description: 'Isolates an EC2 instance by swapping its security groups.',
    risk: 'write',
    input: containInput,
    estimatedSec: 20,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      { verb: 'autoscaling:DescribeAutoScalingInstances', resource: '*' },
      ...readRights('DescribeInstances', 'DescribeSecurityGroupRules', 'DescribeSecurityGroups'),
      ...writeRights(
        request,
        [`instance/${request.instance}`, 'network-interface/*', 'security-group/*'],
        'ModifyNetworkInterfaceAttribute',
      ),
    ],
    change: createProtocol<ContainInput, ContainSaved>({
      state: containState,
      observe: (request, context) => observe(services, request, context),
      dryRun: (scene) => testContainment(session, scene),
      change: (scene) => contain(session, scene),
      look: (scene) => lookAtInterfaces(session, scene),
      verify: (scene) => verifyContainment(session, scene),
      undo: (scene) => release(session, scene),
    }),
  });
}
