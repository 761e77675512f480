import {
  type Action,
  type ActionContext,
  defineChange,
  type Evidence,
  type Observation,
  type Permission,
} from '@cloudops/spec';
import { textAt } from '../../value/read.ts';
import { findPlace } from '../place/find-place.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol } from '../protocol.ts';
import { failureOf, present } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { countInterfaces, readRules, wantedGroup } from './read-group.ts';
import { type RevokeInput, revokeInput } from './revoke-input.ts';
import { lookAtRules, revokeRules, testRules, undoRevocation, verifyRules } from './revoke-parts.ts';
import { type RevokeState, revokeState, rulesVersion } from './revoke-state.ts';
import { describeRule } from './rule.ts';
import { type SelectedRules, selectRules } from './select-rules.ts';

function effectsOf({ rules, staying }: SelectedRules, stack: string): readonly string[] {
  return [
    ...rules.map((rule) => `revoked: ${describeRule(rule)}`),
    ...staying.map((rule) => `stays, and lets some of the same through: ${describeRule(rule)}`),
    ...(stack === '' ? [] : [`differs from then on from the CloudFormation stack ${stack}`]),
  ];
}

async function observe(
  services: ChangeServices,
  input: RevokeInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const found = await findPlace(services, input, wantedGroup(input.group_id), context);
  if (found.status !== 'present') return failureOf(found, input.group_id);
  const { place, item } = found.output;
  const all = await readRules(services.session, place, input.group_id, context);
  if (all.status !== 'present') return failureOf(all, `the rules of ${input.group_id}`);
  const selected = selectRules(all.output, input);
  if (selected.status !== 'present') return failureOf(selected, 'the rules');
  const interfaces = await countInterfaces(services.session, place, input.group_id, context);
  if (interfaces.status !== 'present') return failureOf(interfaces, 'the interfaces');
  const { rules, staying } = selected.output;
  const stack = stackOf(item);
  const saved: RevokeState = { place, group: input.group_id, rules, staying: staying.map(({ id }) => id) };
  return present({
    objects: [
      {
        resource: resourceIn(place, 'SecurityGroup', input.group_id),
        version: rulesVersion(input.group_id, rules),
        effects: effectsOf(selected.output, stack),
      },
    ],
    state: saved as unknown as Observation['state'],
    blast_radius: 1 + interfaces.output,
    monthly_cents: 0,
    in_place: false,
    undo: 'The saved rules are authorised again with their descriptions and tags; they get new rule ids.',
  });
}

function stackOf(item: unknown): string {
  const tags = (item as { readonly Tags?: readonly unknown[] }).Tags ?? [];
  const tag = tags.find((one) => textAt(one, 'Key') === 'aws:cloudformation:stack-name');
  return textAt(tag, 'Value');
}

function permissions(services: ChangeServices, input: RevokeInput): readonly Permission[] {
  const group = `security-group/${input.group_id}`;
  const authorize = ['AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress'];
  return [
    ...placeRights(services, input),
    ...readRights('DescribeNetworkInterfaces', 'DescribeSecurityGroupRules', 'DescribeSecurityGroups'),
    ...writeRights(input, [group], 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'),
    ...writeRights(input, [group, 'security-group-rule/*'], ...authorize),
    ...writeRights(input, ['security-group-rule/*'], 'CreateTags'),
  ];
}

/** `aws.sg-revoke`: takes rules of a security group away; the undo authorises them again. */
export function createRevokeAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<RevokeInput>({
    name: 'sg-revoke',
    description: 'Revokes rules of a security group, by id, port or source.',
    risk: 'write',
    input: revokeInput,
    estimatedSec: 20,
    estimatedCostUsd: 0,
    permissions: (input) => permissions(services, input),
    change: createProtocol<RevokeInput, RevokeState>({
      state: revokeState,
      observe: (input, context) => observe(services, input, context),
      dryRun: (scene) => testRules(session, scene),
      change: (scene) => revokeRules(session, scene),
      look: (scene) => lookAtRules(session, scene),
      verify: (scene) => verifyRules(session, scene),
      undo: (scene) => undoRevocation(session, scene),
    }),
  });
}
