import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPolicyFile } from '../policy-folder.ts';
import type { PolicyData } from '../policy-source.ts';
import { parsePolicyCases } from './parse-cases.ts';
import type { PolicyCaseFile } from './policy-case.ts';

/**
 * Reads the cases that lie beside policies: `tests/*.yaml` in their folder, in the order of their names; none is none.
 * @throws CloudOpsError `POLICY_CASES_INVALID`, `POLICY_UNREADABLE`.
 */
export function readPolicyCases(folder: string, data: PolicyData): readonly PolicyCaseFile[] {
  const tests = join(folder, 'tests');
  if (!existsSync(tests)) return [];
  const names = readdirSync(tests).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => readPolicyCaseFile(join(tests, name), data));
}

/** Reads one file of cases. @throws CloudOpsError `POLICY_CASES_INVALID`, `POLICY_NOT_FOUND`, `POLICY_UNREADABLE`. */
export function readPolicyCaseFile(file: string, data: PolicyData): PolicyCaseFile {
  return parsePolicyCases({ file, text: readPolicyFile(file) }, data);
}

/** Reads the cases that this package ships for the policies that it ships. */
export function loadDefaultPolicyCases(data: PolicyData): readonly PolicyCaseFile[] {
  return readPolicyCases(fileURLToPath(new URL('../../defaults', import.meta.url)), data);
}
