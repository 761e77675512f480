import { Flags } from '@oclif/core';

const report = {
  description:
    'deliver the report to a file (its ending names the form; {date} and {run} are filled in), to webhook:NAME of the configuration, or to https://…; may be given several times',
  helpValue: 'DESTINATION',
  // Else a question that follows would be one more destination.
  multipleNonGreedy: true,
} as const;

/** Flags of the commands that ask a question: where the report goes besides standard output. */
export const reportFlags = {
  report: Flags.string({ ...report, multiple: true }),
  'only-changes': Flags.boolean({
    description: 'deliver only when causes or gaps differ from what was delivered there last',
  }),
} as const;

/** The flag of a command that does nothing but deliver. */
export const requiredReportFlag = {
  report: Flags.string({ ...report, multiple: true, required: true }),
} as const;
