import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPolicyError, type PolicyErrorCode } from './errors.ts';
import { parsePolicyData } from './policy-data.ts';
import { compareText } from './policy-problem.ts';
import type { PolicySource } from './policy-source.ts';

const maximumBytes = 1024 * 1024;

/**
 * Reads a folder's `*.cedar`, in the order of their names, and its `data.yaml`. Sub-folders are not read. Blocks
 * shortly, so that a worker can have the text before other work begins.
 * @throws CloudOpsError `POLICY_NOT_FOUND`, `POLICY_UNREADABLE`, `POLICY_EMPTY` or `POLICY_DATA_INVALID`.
 */
export function readPolicyFolder(folder: string): PolicySource {
  const names = list(folder).sort(compareText);
  const cedarNames = names.filter((name) => name.endsWith('.cedar'));
  if (cedarNames.length === 0) {
    throw createPolicyError({
      code: 'POLICY_EMPTY',
      message: `The policy folder ${folder} holds no *.cedar file`,
      nextSteps: ['Copy the default policies into it; without policies every plan is denied.'],
    });
  }
  const data = join(folder, 'data.yaml');
  return {
    policies: cedarNames.map((file) => ({ file, text: readPolicyFile(join(folder, file)) })),
    data: parsePolicyData({ file: data, text: readPolicyFile(data) }),
  };
}

/** Reads the policies that this package ships: its folder `defaults`. */
export function loadDefaultPolicies(): PolicySource {
  return readPolicyFolder(fileURLToPath(new URL('../defaults', import.meta.url)));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(`The policy folder ${folder}`, error);
  }
}

/** Reads a file of at most 1 MiB of UTF-8. @throws CloudOpsError `POLICY_NOT_FOUND` or `POLICY_UNREADABLE`. */
export function readPolicyFile(path: string): string {
  try {
    if (statSync(path).size > maximumBytes) throw new RangeError('it is larger than 1 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw unreadable(`The policy file ${path}`, error);
  }
}

function unreadable(what: string, error: unknown): Error {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const code: PolicyErrorCode = missing ? 'POLICY_NOT_FOUND' : 'POLICY_UNREADABLE';
  const reason = error instanceof Error ? error.message : String(error);
  return createPolicyError({
    code,
    message: `${what} ${missing ? 'does not exist' : `cannot be read: ${reason}`}`,
    nextSteps: ['Check the path and its permissions; until then every plan is denied.'],
    cause: error,
  });
}
