import { errorCodes } from '../../../apps/cli/src/errors/error-codes.ts';
import { type Html, html, withCode } from '../html.ts';
import { breakable, heading, type Page, table } from '../page.ts';
import type { Repository } from '../repository.ts';

/** Where errors come from, and what each code asks for. */
interface ErrorSourceCodes {
  readonly name: string;
  /** The page of the package; null for the command line. */
  readonly path: string | null;
  readonly actions: ReadonlyMap<string, string>;
}

/** A page with every error code, and a sentence for each that is thrown and not explained, or explained and not thrown. */
export function createErrorsPage(repository: Repository): {
  readonly page: Page;
  readonly problems: readonly string[];
} {
  const folders = [...repository.list('packages').map((name) => `packages/${name}`), 'playbooks'];
  const known = folders.filter((folder) => repository.exists(`${folder}/src`));
  const packages = known.map((folder) => readPackage(folder, repository));
  const thrown = [...known, 'apps/cli'].map((folder) => ({ folder, codes: thrownIn(`${folder}/src`, repository) }));
  const own = { name: 'cloudops (the command line)', path: null, actions: new Map(Object.entries(errorCodes).sort()) };
  const sources = [own, ...packages].filter(({ actions }) => actions.size > 0);
  const explained = new Set(sources.flatMap(({ actions }) => [...actions.keys()]));
  const used = new Set(thrown.flatMap(({ codes }) => [...codes]));
  const problems = [
    ...thrown.flatMap(({ folder, codes }) =>
      [...codes]
        .filter((code) => !explained.has(code))
        .map((code) => `${folder}: nothing says what to do about ${code}`),
    ),
    ...[...explained].filter((code) => !used.has(code)).map((code) => `${code} is explained, and nothing throws it`),
  ];
  return { page: toPage(sources), problems };
}

function readPackage(folder: string, repository: Repository): ErrorSourceCodes {
  const readme = repository.exists(`${folder}/README.md`) ? repository.read(`${folder}/README.md`) : '';
  const section = /\n## Errors?(?: codes)?\n([\s\S]*?)(?=\n## |$)/.exec(readme)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => /^\| `[A-Z]/.test(line));
  const actions = rows.flatMap((row) => {
    const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const codes = [...(cells[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map((match) => match[1] ?? '');
    return codes.map((code) => [code, sentence(cells.at(-2) ?? '')] as const);
  });
  return {
    name: `@cloudops/${folder.split('/').at(-1)}`,
    path: `packages/${folder.split('/').at(-1)}.html`,
    actions: new Map(actions.sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function sentence(text: string): string {
  const plain = text.replaceAll('\\|', '|');
  const start = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

/** The codes of a package's closed unions, and those written beside `code:`. */
function thrownIn(folder: string, repository: Repository): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of listSources(folder, repository)) {
    const text = repository.read(file);
    for (const [, union = ''] of text.matchAll(/type \w*ErrorCode\w* =([^;]*);/g)) {
      for (const [, code = ''] of union.matchAll(/'([A-Z][A-Z0-9_]+)'/g)) found.add(code);
    }
    for (const [, value = ''] of text.matchAll(/\bcode: ([^,\n]*)/g)) {
      // What stands behind ?? is for an error of somebody else.
      for (const [, code = ''] of (value.split('??')[0] ?? '').matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)) {
        if (!systemCodes.test(code)) found.add(code);
      }
    }
  }
  const program = folder === 'apps/cli/src' ? repository.read('apps/cli/bin/run.js') : '';
  for (const [, code = ''] of program.matchAll(/\[([A-Z]+(?:_[A-Z]+)+)\]/g)) found.add(code);
  return new Set([...found].sort());
}

/** What Node.js calls its own errors; some of ours carry one on. */
const systemCodes = /^(E[A-Z]{3,}|ERR_.*)$/;

function listSources(folder: string, repository: Repository): readonly string[] {
  return repository.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (/\.ts$/.test(name)) return /\.(test|cases|test-d)\.ts$/.test(name) ? [] : [path];
    return name.startsWith('__') || name.includes('.') ? [] : listSources(path, repository);
  });
}

function toPage(sources: readonly ErrorSourceCodes[]): Page {
  const seen = new Set<string>();
  const toRow = (code: string, action: string): readonly Html[] => {
    // Several packages use a few codes alike; the first one has the anchor.
    const anchor = seen.has(code) ? null : html` id="${code}"`;
    seen.add(code);
    return [html`<code${anchor}>${breakable(code)}</code>`, withCode(action)];
  };
  const sections = sources.map(({ name, path, actions }) => {
    const link = path === null ? html`${name}` : html`<a href="${`../${path}`}">${name}</a>`;
    return [
      heading(2, name, link),
      table(
        `Errors of ${name}`,
        ['code', 'what to do'],
        [...actions].map(([code, action]) => toRow(code, action)),
      ),
    ];
  });
  const body = html`
<p>An error names what failed, then its code in brackets, then what to do next. With <code>-o json</code> it is the document on
stdout: <code>error.code</code>, <code>error.message</code>, <code>error.next_steps</code>. The code is what a script should look at;
the <a href="../commands/index.html#exit-statuses">exit status</a> tells kinds of failure apart.</p>
${sections}`;
  const summary = 'Every error code, and what to do about it.';
  return { path: 'reference/errors.html', title: 'Error codes', summary, group: 'Reference', body };
}
