import { z } from 'zod';

/** Accounts and regions of one environment, and how to get at them. */
export interface AwsEnvironment {
  /** A profile of the AWS configuration files; the standard chain of credential sources when left out. */
  readonly profile?: string;
  /** Accounts to read besides, or instead of, the one that the credentials belong to. */
  readonly accounts?: readonly AwsAccount[];
  /** Reads every account of the organization, by this role in each. */
  readonly organization_role?: string;
  /** Regions to read; every enabled one when left out. */
  readonly regions?: readonly string[];
}

/** One account. With neither role nor profile it must be the one that the credentials belong to. */
export interface AwsAccount {
  readonly id: string;
  readonly name?: string;
  /** A role's name or ARN, to be assumed. */
  readonly role?: string;
  readonly profile?: string;
}

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-west-1');

/** Checks an {@link AwsEnvironment}. */
export const awsEnvironmentSchema = z.strictObject({
  profile: z.string().min(1).exactOptional(),
  accounts: z
    .array(
      z
        .strictObject({
          id: z.string().regex(/^\d{12}$/, 'must be twelve digits, in quotes'),
          name: z.string().exactOptional(),
          role: z.string().min(1).exactOptional(),
          profile: z.string().min(1).exactOptional(),
        })
        .refine(({ role, profile }) => role === undefined || profile === undefined, {
          error: 'has a role and a profile; one of them is enough',
        }),
    )
    .min(1)
    .exactOptional(),
  organization_role: z.string().min(1).exactOptional(),
  regions: z.array(region).min(1).exactOptional(),
});
