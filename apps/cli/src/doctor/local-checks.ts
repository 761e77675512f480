import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import type { Assets } from '../composition/assets.ts';
import { readCatalog } from '../composition/catalog.ts';
import { createPolicy } from '../composition/policy.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';
import { withAuditLog } from '../state.ts';
import { describeAnchorage } from '../verification.ts';
import { type Check, failed, ok, warning } from './check.ts';

/** What can be checked without a cloud. */
export function localChecks(assets: Assets, paths: Paths): readonly Check[] {
  return [
    { name: 'Node', run: async () => checkNode(process.versions.node, process.versions.sqlite ?? '0') },
    { name: 'configuration', run: () => checkConfiguration(paths) },
    { name: 'playbooks', run: () => checkPlaybooks(assets, paths) },
    { name: 'policies', run: () => checkPolicies(assets, paths) },
    { name: 'state folder', run: () => checkState(paths) },
    { name: 'audit log', run: () => checkAudit(paths) },
  ];
}

/** undici 8 needs Node 22.19; SQLite before 3.51.3 can corrupt a write-ahead log (sqlite.org/wal.html). */
function checkNode(version: string, sqlite: string): ReturnType<typeof ok> {
  if (isAtLeast(version, '22.19.0') && isAtLeast(sqlite, '3.51.3')) return ok(`${version} with SQLite ${sqlite}`);
  return failed(`${version} with SQLite ${sqlite} is too old`, 'Install Node 22.23, 24.21, 26 or newer.');
}

function isAtLeast(version: string, minimum: string): boolean {
  return version.localeCompare(minimum, 'en', { numeric: true }) >= 0;
}

async function checkConfiguration({ configFile }: Paths): Promise<ReturnType<typeof ok>> {
  const { environments } = await readConfiguration(configFile);
  const names = Object.keys(environments);
  if (names.length > 0) return ok(`${configFile}: ${names.join(', ')}`);
  const isMissing = !isThere(configFile);
  const what = isMissing ? `there is no ${configFile}` : `${configFile} has no environments`;
  const fix = isMissing
    ? 'cloudops init'
    : `Add environments to ${configFile}, or write it anew: cloudops init --force`;
  return warning(`${what}; every context and account counts as prod`, fix);
}

async function checkPlaybooks(assets: Assets, paths: Paths): Promise<ReturnType<typeof ok>> {
  const { entries } = await readCatalog(assets, paths);
  const built = entries.filter(({ playbook }) => playbook.planned === undefined);
  const names = built.map(({ playbook }) => playbook.metadata.name).join(', ');
  return ok(`${built.length} to run: ${names}; ${entries.length - built.length} known, but not built yet`);
}

async function checkPolicies(assets: Assets, paths: Paths): Promise<ReturnType<typeof ok>> {
  const policy = createPolicy(assets, paths);
  try {
    await policy.ready();
    return ok(await policy.digest());
  } finally {
    await policy.close();
  }
}

async function checkState({ state }: Paths): Promise<ReturnType<typeof ok>> {
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    await access(state, constants.W_OK);
    return ok(state);
  } catch (error) {
    return failed(
      (error as Error).message,
      'Make the folder writable, or set XDG_STATE_HOME. No run without its record.',
    );
  }
}

async function checkAudit(paths: Paths): Promise<ReturnType<typeof ok>> {
  const verification = await withAuditLog(paths, (log) => log.verify());
  if (verification.kind === 'verified') {
    return ok(`${verification.size} records verify. ${describeAnchorage(verification.anchorage)}`);
  }
  return failed(`${verification.why} (record ${verification.index ?? 'unknown'})`, 'cloudops audit verify');
}
