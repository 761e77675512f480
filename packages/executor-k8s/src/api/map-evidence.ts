import type { Evidence } from '@cloudops/spec';

/** The same evidence about something derived; the part that an `unknown` carries is converted as well. */
export function mapEvidence<From, To>(evidence: Evidence<From>, convert: (output: From) => To): Evidence<To> {
  if (evidence.status === 'absent') return evidence;
  if (evidence.status === 'present') return { status: 'present', output: convert(evidence.output) };
  const { reason, output } = evidence;
  return output === undefined ? { status: 'unknown', reason } : { status: 'unknown', reason, output: convert(output) };
}
