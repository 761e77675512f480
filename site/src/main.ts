import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite } from './build-site.ts';
import { openRepository } from './repository.ts';

const folder = fileURLToPath(new URL('../dist', import.meta.url));
const isDraft = process.argv.includes('--draft');

const { files, problems, pages, internalLinks, externalLinks } = await buildSite(openRepository());
for (const url of externalLinks) process.stdout.write(`  not fetched: ${url}\n`);
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) {
  const advice = isDraft ? 'This is a draft.' : 'Nothing was written; --draft writes it all the same.';
  process.stderr.write(`${problems.length} problems. ${advice}\n`);
  process.exitCode = 1;
}
if (problems.length === 0 || isDraft) {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  process.stdout.write(
    `${pages} pages in site/dist; ${internalLinks} links checked, ${externalLinks.length} lead elsewhere\n`,
  );
}
