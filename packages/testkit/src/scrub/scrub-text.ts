import { scrubAssignments } from './assignments.ts';
import { detectors, scrubPemTail } from './detectors.ts';
import { redacted } from './redacted.ts';

/** Below this, no form of a secret fits that is not caught by the name it stands under. */
const shortest = 6;

/** Without one of these, neither an assignment nor a URL nor any token with a prefix can be there. */
const worthALook: RegExp = /[=:_\-.\s]|AKIA|ASIA|ABIA|ACCA|AIza|LS0t|SK[0-9a-f]{8}|dapi/;

/** Redacts all secrets that a text shows by their own form or by the name they are assigned to. Idempotent. */
export function scrubText(text: string): string {
  if (text.length < shortest || !worthALook.test(text)) return text;
  let clean = text;
  for (const { pattern, replacement = redacted } of detectors) clean = clean.replace(pattern, replacement);
  return scrubAssignments(scrubPemTail(clean));
}

/** A long run of mixed letters and figures: part of a key, when it stands in a log. */
const blob: RegExp =
  /(?<![A-Za-z0-9+/_-])(?=[A-Za-z0-9+/_-]*[a-z])(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*\d)[A-Za-z0-9+/_-]{60,}={0,2}/g;

/** Redacts long runs of mixed characters, which no log or metric needs. JSON from an API keeps them: the tokens that continue a list are such. */
export function scrubBlobs(text: string): string {
  return text.replace(blob, redacted);
}
