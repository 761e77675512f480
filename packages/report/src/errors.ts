import { CloudOpsError } from '@cloudops/spec';

/** The codes that this package throws. */
export type ReportErrorCode = 'REPORT_FORM_UNKNOWN';

/** Every code with what to do about it. */
export const reportErrorCodes: Readonly<Record<ReportErrorCode, string>> = {
  REPORT_FORM_UNKNOWN: 'Ask for one of the forms that the message names.',
};

/** An error for a form that the value cannot be rendered in. */
export function unknownForm(form: string, known: readonly string[]): CloudOpsError {
  return new CloudOpsError({
    code: 'REPORT_FORM_UNKNOWN' satisfies ReportErrorCode,
    message: `Rendering failed: there is no form "${form}" here; there are ${known.join(', ')}.`,
    nextSteps: [reportErrorCodes.REPORT_FORM_UNKNOWN],
  });
}
