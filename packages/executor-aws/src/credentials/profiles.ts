import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { compareText } from '../text/compare-text.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The files that hold profiles, as the SDK finds them. */
export function profileFiles(environment: Environment): readonly string[] {
  const folder = join(environment.HOME || environment.USERPROFILE || homedir(), '.aws');
  return [
    environment.AWS_CONFIG_FILE || join(folder, 'config'),
    environment.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials'),
  ];
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => !/^(?:sso-session|services)\s/.test(name));
}

/** The names of the profiles in the config and credentials files, sorted; files that cannot be read have none. */
export async function listProfiles(environment: Environment): Promise<readonly string[]> {
  const texts = await Promise.all(profileFiles(environment).map((path) => readFile(path, 'utf8').catch(() => '')));
  return [...new Set(texts.flatMap(namesIn))].sort(compareText);
}
