import type { PlanFile } from '@cloudops/spec';

/** What is to be said beside a plan that is shown: that it is too late for it. Empty otherwise. */
export function expiryNote({ plan: { change } }: PlanFile, now: number): string {
  if (change === undefined || now < Date.parse(change.expires_at)) return '';
  return `This plan expired at ${change.expires_at}: it can be neither approved nor applied.\n`;
}
