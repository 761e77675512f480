import { type ReportForm, reportForms } from '@cloudops/report';
import { Flags } from '@oclif/core';
import { targetFlags } from '../base-command.ts';

const { world, context, profile, region, timeout } = targetFlags;

/** Flags of the commands that carry out or settle a change: where its targets are, and how the report looks. */
export const changeFlags = {
  world,
  context,
  profile,
  region,
  timeout,
  'read-only': Flags.boolean({ description: 'refuse any plan with a step that is not a read' }),
  output: Flags.option({
    char: 'o',
    description: 'form of the answer',
    options: reportForms as readonly ReportForm[],
    default: 'human' as const,
  })(),
} as const;

/** Answers yes beforehand. */
export const yesFlag = { yes: Flags.boolean({ description: 'do not ask at a terminal' }) } as const;
