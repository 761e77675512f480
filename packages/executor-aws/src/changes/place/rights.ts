import type { Permission } from '@cloudops/spec';
import { iamActions } from '../../authorization/iam-action.ts';
import type { ChangeServices } from '../services.ts';
import type { PlaceInput } from './place-input.ts';

/** Rights to read what EC2 does not let anybody narrow to single resources. */
export function readRights(...operations: readonly string[]): readonly Permission[] {
  return operations.flatMap((operation) =>
    iamActions({ service: 'ec2', operation }).map((verb) => ({ verb, resource: '*' })),
  );
}

/** Rights to change these resources and no others: `instance/i-1`. Where the place is not stated, in any. */
export function writeRights(
  { account, region }: PlaceInput,
  resources: readonly string[],
  ...operations: readonly string[]
): readonly Permission[] {
  const ofAccount = account != null && /^\d{12}$/.test(account) ? account : '*';
  return operations.flatMap((operation) =>
    resources.map((resource) => ({
      verb: `ec2:${operation}`,
      resource: `arn:*:ec2:${region ?? '*'}:${ofAccount}:${resource}`,
    })),
  );
}

/** Rights to find out where something is. */
export function placeRights({ accounts }: ChangeServices, { region }: PlaceInput): readonly Permission[] {
  return [
    { verb: 'sts:GetCallerIdentity', resource: '*' },
    ...(region == null ? readRights('DescribeRegions') : []),
    ...(accounts === 'organization' ? [{ verb: 'organizations:ListAccounts', resource: '*' }] : []),
  ];
}
