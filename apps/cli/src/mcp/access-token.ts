import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';

/** The variable that holds the token, where it is not in a file. */
const tokenVariable = 'CLOUDOPS_MCP_TOKEN';

/** Where a token is looked for. */
export interface TokenRequest {
  readonly environment: NodeJS.ProcessEnv;
  readonly file: string;
  /** Told the token that was made, once. */
  onMade(token: string): void;
}

/**
 * The token that every request has to show: the variable's, the file's, or a new one that is kept in the file.
 * @throws CloudOpsError `MCP_TOKEN_WEAK`, `MCP_TOKEN_EXPOSED`, `MCP_TOKEN_UNUSABLE`.
 */
export async function findToken({ environment, file, onMade }: TokenRequest): Promise<string> {
  const given = environment[tokenVariable];
  if (given !== undefined) return assertStrong(given.trim(), `$${tokenVariable}`);
  const kept = await readToken(file);
  if (kept !== null) return assertStrong(kept, file);
  const token = randomBytes(32).toString('base64url');
  await writeToken(file, token);
  onMade(token);
  return token;
}

/** Whether a header shows the token; takes as long for any wrong one. */
export function isBearer(header: string | undefined, token: string): boolean {
  const [, shown = ''] = /^Bearer +([^\s]+)$/i.exec(header ?? '') ?? [];
  return timingSafeEqual(digest(shown), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function readToken(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw exposed(file);
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (CloudOpsError.isInstance(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(file, error);
  }
}

async function writeToken(file: string, token: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(`${token}\n`).finally(() => handle.close());
  } catch (error) {
    throw unusable(file, error);
  }
}

function assertStrong(token: string, where: string): string {
  if (/^[\x21-\x7e]{24,512}$/.test(token)) return token;
  throw new CloudOpsError({
    code: 'MCP_TOKEN_WEAK',
    message: `The token in ${where} is none that protects: it needs 24 to 512 printable characters without spaces.`,
    nextSteps: ['Make one: openssl rand -base64 32'],
  });
}

function exposed(file: string): CloudOpsError {
  return new CloudOpsError({
    code: 'MCP_TOKEN_EXPOSED',
    message: `The token in ${file} can be read by others on this machine.`,
    nextSteps: [`Remove the file, so that a new one is made, or: chmod 600 ${file}`],
  });
}

function unusable(file: string, cause: unknown): CloudOpsError {
  return new CloudOpsError({
    code: 'MCP_TOKEN_UNUSABLE',
    message: `The token in ${file} can be neither read nor made: ${(cause as Error).message}`,
    nextSteps: [`Give one in $${tokenVariable}, or name another place with --token-file.`],
    cause,
  });
}
