import { type Action, type ActionContext, defineChange, type Evidence, type Observation } from '@cloudops/spec';
import { count } from '../../cost/waste/words.ts';
import { printable } from '../../text/printable.ts';
import { wantedGroup } from '../group/read-group.ts';
import { describeRule } from '../group/rule.ts';
import { findPlace } from '../place/find-place.ts';
import { placeRights, readRights, writeRights } from '../place/rights.ts';
import { createProtocol } from '../protocol.ts';
import { failureOf, present } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { deleteGroup, lookAtGroup, makeAgain, testDeletion, verifyDeletion } from './delete-parts.ts';
import {
  type DeleteGroupInput,
  type DeleteGroupSaved,
  deleteGroupInput,
  deleteGroupState,
  groupVersion,
} from './delete-state.ts';
import { objectionToDeleting, readWhole } from './read-whole.ts';

async function observe(
  services: ChangeServices,
  request: DeleteGroupInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const { session } = services;
  const found = await findPlace(services, request, wantedGroup(request.group_id), context);
  if (found.status !== 'present') return failureOf(found, request.group_id);
  const { place, item } = found.output;
  const whole = await readWhole(session, place, item, context);
  if (whole.status !== 'present') return failureOf(whole, request.group_id);
  const group = whole.output;
  const objection = await objectionToDeleting(session, place, group, context);
  if (objection !== null) return objection;
  const state: DeleteGroupSaved = { place, group };
  const name = printable(group.name, 100);
  return present({
    objects: [
      {
        resource: resourceIn(place, 'SecurityGroup', group.id),
        version: groupVersion(group),
        effects: [
          `deleted: ${name} of ${group.vpc}, with ${count(group.rules.length, 'rule')}`,
          ...group.rules.map((rule) => `goes with it: ${describeRule(rule)}`),
        ],
      },
    ],
    state: state as unknown as Observation['state'],
    blast_radius: 1,
    monthly_cents: 0,
    in_place: false,
    undo: 'A group with the same name, description, tags and rules is made; it gets a new id.',
  });
}

/** `aws.sg-delete`: deletes a security group that nothing uses; the undo makes a like one. */
export function createDeleteGroupAction(services: ChangeServices): Action {
  const { session } = services;
  return defineChange<DeleteGroupInput>({
    name: 'sg-delete',
    description: 'Deletes a security group that nothing uses.',
    risk: 'delete',
    input: deleteGroupInput,
    estimatedSec: 20,
    estimatedCostUsd: 0,
    permissions: (request) => [
      ...placeRights(services, request),
      ...readRights('DescribeNetworkInterfaces', 'DescribeSecurityGroupRules', 'DescribeSecurityGroups'),
      ...writeRights(request, [`security-group/${request.group_id}`], 'DeleteSecurityGroup'),
      // The group that the undo makes has an id that nobody knows yet.
      ...writeRights(request, ['security-group/*', 'vpc/*'], 'CreateSecurityGroup'),
      ...writeRights(request, ['security-group/*', 'security-group-rule/*'], 'CreateTags'),
      ...writeRights(
        request,
        ['security-group/*', 'security-group-rule/*'],
        'AuthorizeSecurityGroupEgress',
        'AuthorizeSecurityGroupIngress',
      ),
      ...writeRights(request, ['security-group/*'], 'RevokeSecurityGroupEgress'),
    ],
    change: createProtocol<DeleteGroupInput, DeleteGroupSaved>({
      state: deleteGroupState,
      observe: (request, context) => observe(services, request, context),
      dryRun: (scene) => testDeletion(session, scene),
      change: (scene) => deleteGroup(session, scene),
      look: (scene) => lookAtGroup(session, scene),
      verify: (scene) => verifyDeletion(session, scene),
      undo: (scene) => makeAgain(session, scene),
    }),
  });
}
