import { renderMarkdown } from './markdown.ts';
import type { Group, Page } from './page.ts';
import type { Repository } from './repository.ts';

/** A Markdown file and the page that it becomes. */
interface Document {
  readonly source: string;
  readonly path: string;
  readonly group: Group;
  readonly label?: string;
}

/** The guides that are read first, in this order; others follow by name. */
const firstGuides: readonly string[] = [
  'operators',
  'platform-teams',
  'plugin-authors',
  'your-cluster',
  'your-aws-account',
  'cli',
  'changes',
  'models',
  'playbooks',
  'plugins',
  'embedding',
  'mcp',
  'team',
  'operations',
  'compliance',
  'architecture',
];

/** The pages made of Markdown files. @returns the pages, and a sentence for each link that leads nowhere. */
export function renderDocuments(
  repository: Repository,
  further: ReadonlyMap<string, string>,
): { readonly pages: readonly Page[]; readonly problems: readonly string[] } {
  const documents = listDocuments(repository);
  const targets = new Map([...further, ...documents.flatMap(toTargets)]);
  const rendered = documents.map((document) => {
    const { source, path, group, label } = document;
    const context = { source, path, pages: targets, repository };
    const { title, summary, body, problems } = renderMarkdown(repository.read(source), context);
    const page: Page = { path, title, summary, group, body, ...(label === undefined ? {} : { label }) };
    return { page, problems };
  });
  return { pages: rendered.map(({ page }) => page), problems: rendered.flatMap(({ problems }) => problems) };
}

/** A folder is what its README is. */
function toTargets({ source, path }: Document): readonly (readonly [string, string])[] {
  const folder = source.replace(/\/README\.md$/, '');
  return folder === source
    ? [[source, path]]
    : [
        [source, path],
        [folder, path],
      ];
}

function listDocuments(repository: Repository): readonly Document[] {
  const markdown = (folder: string): readonly string[] =>
    repository.list(folder).filter((name) => name.endsWith('.md'));
  const guides = markdown('docs').toSorted((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
  return [
    ...guides.map((name) => ({ source: `docs/${name}`, path: `guides/${toPage(name)}`, group: 'Guides' as const })),
    ...markdown('docs/findings').map((name) => ({
      source: `docs/findings/${name}`,
      path: `findings/${name === 'README.md' ? 'index.html' : toPage(name)}`,
      group: 'Findings' as const,
    })),
    ...readmes(repository, 'deploy', 'Deploy'),
    ...readmes(repository, 'packages', 'Packages'),
    ...['playbooks', 'templates/plugin'].flatMap((folder) => readme(repository, folder, 'packages', 'Packages')),
    ...readmes(repository, 'examples', 'Examples'),
    ...['testbed', 'evals', 'bench', 'site'].flatMap((folder) => readme(repository, folder, 'packages', 'Packages')),
    { source: 'CONTRIBUTING.md', path: 'packages/contributing.html', group: 'Packages', label: 'Contributing' },
  ];
}

function readmes(repository: Repository, parent: string, group: Group): readonly Document[] {
  return repository.list(parent).flatMap((name) => readme(repository, `${parent}/${name}`, parent, group));
}

function readme(repository: Repository, folder: string, parent: string, group: Group): readonly Document[] {
  const source = `${folder}/README.md`;
  const name = folder.split('/').at(-1) ?? folder;
  return repository.exists(source) ? [{ source, path: `${parent}/${name}.html`, group, label: name }] : [];
}

function rank(file: string): number {
  const place = firstGuides.indexOf(file.slice(0, -'.md'.length));
  return place === -1 ? firstGuides.length : place;
}

function toPage(file: string): string {
  return `${file.slice(0, -'.md'.length)}.html`;
}
