import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { generateKeyFile, openKeyFile, parsePublicKey } from '@cloudops/approval';
import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { wrapLines } from '../audit/wrap-lines.ts';
import { findPrincipal } from '../composition/principal.ts';
import type { Paths } from '../configuration/paths.ts';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';

/** A key to approve with, and what policy has to know of it. */
export interface ApproverKey {
  readonly file: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly key_id: string;
  /** `ssh-ed25519 AAAA… comment`: a line of `people.*.keys` in the policies' data. */
  readonly public_key: string;
  /** The same as PEM, for other people's tools. */
  readonly pem: string;
  /** False where it was there before. */
  readonly is_new: boolean;
}

/** Where a key is when no flag names one. */
export function defaultKeyFile({ keys }: Paths): string {
  return join(keys, 'approver.pem');
}

/**
 * The key to approve with: made when there is none yet, for its owner alone; one that is there is never replaced.
 * @throws the codes of `@cloudops/approval` for a key that cannot be used.
 */
export async function ensureApproverKey(file: string): Promise<ApproverKey> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(() => undefined);
  const comment = `${findPrincipal().id.replace(/^os:/, '')}@${hostname()}`;
  try {
    const { keyId, publicKey } = await generateKeyFile(file, comment);
    return { ...describeKey(file, keyId, publicKey), is_new: true };
  } catch (error) {
    if (!CloudOpsError.isInstance(error) || error.code !== 'APPROVAL_KEY_EXISTS') throw error;
    const { keyId, publicKey } = await openKeyFile(file);
    return { ...describeKey(file, keyId, `${publicKey} ${comment}`), is_new: false };
  }
}

function describeKey(file: string, keyId: string, publicKey: string): Omit<ApproverKey, 'is_new'> {
  return { file, key_id: keyId, public_key: publicKey, pem: parsePublicKey(publicKey).pem };
}

/** The key, and what to write where, so that it counts. */
export function renderApproverKey(key: ApproverKey, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson({ key });
  if (form !== 'human') {
    const columns = (['file', 'key_id', 'public_key'] as const).map((name) => ({
      header: name.toUpperCase(),
      value: (row: ApproverKey) => row[name],
    }));
    return renderListing({ name: 'key', rows: [key], columns, empty: '' }, form, screen);
  }
  const line = (text: string): string => escapeForTerminal(text, { maximum: 2000 });
  const what = key.is_new ? 'Made a key to approve with, readable by you alone' : 'The key to approve with';
  const lines = [
    `${what}: ${key.file}`,
    'It counts once the people in data.yaml of the policies have its public line, which is no secret:',
    `  ${line(key.public_key)}`,
    'Such as:',
    `  people: { you: { kind: human, logins: ["${line(findPrincipal().id)}"], keys: ["${line(key.public_key)}"] } }`,
  ];
  return `${wrapLines(lines, screen)}\n`;
}
