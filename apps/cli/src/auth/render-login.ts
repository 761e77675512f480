import { escapeForTerminal } from '@cloudops/report';
import { type OutputForm, renderJson } from '../output.ts';
import type { DevicePrompt } from './issuer-client.ts';
import type { SignedIn } from './sign-in.ts';

/** What somebody is told to do; for standard error, so that a script can read the answer. */
export function describePrompt({ url, completeUrl, code, expiresInSec }: DevicePrompt): string {
  const minutes = Math.max(1, Math.round(expiresInSec / 60));
  const short = completeUrl === null ? '' : `Or open:  ${completeUrl}\n`;
  return `Open:     ${url}\nand type: ${code}\n${short}Waiting for you to sign in there, ${minutes} min at most. Ctrl-C stops.\n`;
}

/** Who signed in. */
export function renderSignedIn({ id, email, expiresAt, renews }: SignedIn, form: OutputForm): string {
  if (form === 'json') return renderJson({ id, email, expires_at: expiresAt, renews });
  const known = email === null ? '' : ` (${escapeForTerminal(email)})`;
  const rest = renews ? ', and renewed while the issuer allows it' : '';
  const next = `In data.yaml of your policies, people.NAME.logins takes it: ${escapeForTerminal(id, { maximum: 800 })}`;
  return `Signed in as ${escapeForTerminal(id, { maximum: 800 })}${known}, until ${expiresAt}${rest}.\n${next}\n`;
}
