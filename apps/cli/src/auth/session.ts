import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';
import { z } from 'zod';
import { clientIdSchema, issuerSchema } from '../configuration/auth-settings.ts';

/** What signing in left behind. Holds secrets: it is kept in one file for its owner's eyes, and never shown. */
export interface Session {
  readonly issuer: string;
  readonly clientId: string;
  readonly idToken: string;
  /** Null where the issuer gave none: then the session ends with the ID token. */
  readonly refreshToken: string | null;
}

/** A session as found. */
export type FoundSession =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly session: Session }
  /** Something is there that does not count. */
  | { readonly kind: 'unusable'; readonly why: string };

const token = z
  .string()
  .min(1)
  .max(64 * 1024);
const schema = z.strictObject({
  schema_version: z.literal(1),
  issuer: issuerSchema,
  client_id: clientIdSchema,
  id_token: token,
  refresh_token: token.nullable(),
});

const largestBytes = 256 * 1024;

/** Reads the session of this user. Never throws: what cannot be read does not count, and says why. */
export function readSession(file: string): FoundSession {
  let text: string | null;
  try {
    text = readOwn(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { kind: 'none' } : { kind: 'unusable', why: `${file} cannot be read: ${message}` };
  }
  if (text === null) return { kind: 'unusable', why: `${file} can be read or written by others, or is no plain file` };
  const parsed = schema.safeParse(parse(text));
  if (!parsed.success) return { kind: 'unusable', why: `${file} holds no session` };
  const { issuer, client_id: clientId, id_token: idToken, refresh_token: refreshToken } = parsed.data;
  return { kind: 'found', session: { issuer, clientId, idToken, refreshToken } };
}

/** Null for a file that is not this user's alone. What is checked is what is read: no other file can come between. */
function readOwn(file: string): string | null {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    const isOwn = process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);
    return stat.isFile() && isOwn && stat.size <= largestBytes ? readFileSync(descriptor, 'utf8') : null;
  } finally {
    closeSync(descriptor);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Keeps a session for its owner alone; the old one stays until the new one is there. @throws CloudOpsError `AUTH_SESSION_UNWRITABLE`. */
export async function writeSession(file: string, session: Session): Promise<void> {
  const { issuer, clientId, idToken, refreshToken } = session;
  const draft = `${file}.${process.pid}.tmp`;
  const content = { schema_version: 1, issuer, client_id: clientId, id_token: idToken, refresh_token: refreshToken };
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    await rename(draft, file);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** Forgets the session. @returns whether there was any. @throws CloudOpsError `AUTH_SESSION_UNWRITABLE`. */
export async function removeSession(file: string): Promise<boolean> {
  try {
    await rm(file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): CloudOpsError {
  return new CloudOpsError({
    code: 'AUTH_SESSION_UNWRITABLE',
    message: `The session ${file} cannot be changed: ${(cause as Error).message}`,
    nextSteps: ['Make the folder writable, or set XDG_STATE_HOME.'],
    cause,
  });
}
