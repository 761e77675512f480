import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Catalog } from '@cloudops/spec';
import { describeProviders } from '../../apps/cli/src/composition/connect.ts';
import { toConfigurationJsonSchema } from '../../apps/cli/src/configuration/configuration-json-schema.ts';
import { checkLinks } from './check-links.ts';
import { renderDocuments } from './documents.ts';
import { createHomePage } from './home.ts';
import { renderDocument } from './layout.ts';
import { groups, type Page } from './page.ts';
import { createAuditEventsPage } from './reference/audit-events.ts';
import { createCommandPages } from './reference/commands.ts';
import { createErrorsPage } from './reference/errors.ts';
import { createFindingsPage } from './reference/findings.ts';
import { createPlaybookPages } from './reference/playbooks.ts';
import { createSchemaPages } from './reference/schemas.ts';
import { createSettingsPage, type SettingNode } from './reference/settings.ts';
import type { Repository } from './repository.ts';
import { createSearchIndex } from './search-index.ts';

/** The whole site. */
export interface Site {
  /** One sentence for each link that leads nowhere and each thing that nothing describes; it may be published without any. */
  readonly problems: readonly string[];
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, string>;
  readonly pages: number;
  readonly internalLinks: number;
  /** Addresses elsewhere that the pages link to; nothing asks them. */
  readonly externalLinks: readonly string[];
}

/** Makes the whole site; the same checkout gives the same bytes. */
export async function buildSite(repository: Repository): Promise<Site> {
  const { pages, files: further, problems } = await createPages(repository);
  const files = new Map<string, string>([
    ...pages.map((page) => [page.path, renderDocument(page, pages)] as const),
    ...further,
    ...readAssets(repository),
    ['assets/search-index.js', createSearchIndex(pages)],
  ]);
  const links = checkLinks(files);
  const sorted = new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
  const all = [...problems, ...findShared(pages), ...links.problems];
  return {
    files: sorted,
    problems: all,
    pages: pages.length,
    internalLinks: links.internalCount,
    externalLinks: links.external,
  };
}

async function createPages(repository: Repository) {
  const providers = await describeProviders();
  const findings = providers
    .flatMap((provider) => provider.findings)
    .toSorted((left, right) => (left.code < right.code ? -1 : 1));
  const catalog = JSON.parse(repository.read('apps/cli/lib/catalog.json')) as Catalog;
  const settings = createSettingsPage(toConfigurationJsonSchema() as SettingNode);
  const errors = createErrorsPage(repository);
  const schemas = createSchemaPages(repository);
  const documents = renderDocuments(repository, new Map([['packages/spec/schemas', 'schemas/index.html']]));
  const pages: readonly Page[] = [
    createHomePage(),
    ...documents.pages,
    createFindingsPage(findings),
    ...createCommandPages(repository),
    ...createPlaybookPages({ catalog, providers, findings }),
    settings.page,
    errors.page,
    createAuditEventsPage(),
    ...schemas.pages,
  ];
  const sorted = groups.flatMap((group) => pages.filter((page) => page.group === group));
  const problems = [...documents.problems, ...settings.problems, ...errors.problems];
  return { pages: sorted, files: schemas.files, problems };
}

/** Two sources of one page would overwrite each other. */
function findShared(pages: readonly Page[]): readonly string[] {
  const paths = pages.map(({ path }) => path);
  const twice = paths.filter((path, index) => paths.indexOf(path) !== index);
  return twice.map((path) => `two sources make the page ${path}`);
}

function readAssets(repository: Repository): readonly (readonly [string, string])[] {
  const minisearch = createRequire(import.meta.url)
    .resolve('minisearch')
    .replace(/cjs.index.cjs$/, 'umd/index.js');
  const own = repository
    .list('site/assets')
    .map((name) => [`assets/${name}`, repository.read(`site/assets/${name}`)] as const);
  return [
    ...own,
    ['assets/minisearch.js', readFileSync(minisearch, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')],
  ];
}
