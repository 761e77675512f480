import type { Permission } from '@cloudops/spec';

/** What an approved plan may use: handed to actions as `context.grant`. */
export interface Grant {
  readonly planId: string;
  /** The id of whoever runs it. */
  readonly principal: string;
  /** Of every step of the plan; `verb` is an IAM action such as `ec2:DescribeVpcs`. */
  readonly permissions: readonly Permission[];
}

/** The grant of an action's context; null outside of a plan. */
export function grantOf(context: { readonly grant?: Grant | undefined }): Grant | null {
  return context.grant ?? null;
}
