import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTestbed } from '@cloudops/testbed';
import { benchAudit } from './audit.ts';
import { benchAws } from './aws.ts';
import { benchCost } from './cost.ts';
import { benchFleet } from './fleet.ts';
import { benchStartUp } from './start-up.ts';
import { renderTargets } from './target.ts';
import { benchTriage } from './triage.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const cli = join(root, 'apps/cli/bin/run.js');
const suites = {
  startup: async () => benchStartUp(cli, root, join((await buildTestbed()).folder, 'kubectl')),
  fleet: () => benchFleet(cli, root),
  triage: () => benchTriage(cli, root),
  aws: () => benchAws(cli, root),
  cost: benchCost,
  audit: benchAudit,
} as const;

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in suites));
if (unknown === undefined) {
  for (const [name, run] of Object.entries(suites)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const targets = await run();
    process.stdout.write(`${name}\n${renderTargets(targets)}`);
    if (targets.some((target) => !(target.value <= target.atMost))) process.exitCode = 1;
  }
} else {
  process.stderr.write(`There is no suite "${unknown}". Suites: ${Object.keys(suites).join(', ')}\n`);
  process.exitCode = 2;
}
