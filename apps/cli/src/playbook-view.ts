import { escapeForTerminal, renderTable, wrapText } from '@cloudops/report';
import type { Catalog, CatalogEntry, Playbook } from '@cloudops/spec';
import { notFound } from './lookup.ts';
import { type OutputForm, renderJson } from './output.ts';
import type { Screen } from './screen.ts';

/** A loaded playbook by id. @throws CloudOpsError `NOT_FOUND` with the nearest id. */
export function findPlaybook(catalog: Catalog, name: string): CatalogEntry {
  const found = catalog.entries.find((entry) => entry.playbook.metadata.name === name);
  if (found !== undefined) return found;
  throw notFound({
    what: 'playbook',
    wanted: name,
    names: catalog.entries.map((entry) => entry.playbook.metadata.name),
    list: 'cloudops playbooks list',
  });
}

/** Everything a playbook says of itself. */
export function renderPlaybook(entry: CatalogEntry, form: OutputForm, screen: Screen): string {
  if (form === 'json' || form === 'jsonl') return renderJson({ ...entry });
  const { metadata, findings, planned } = entry.playbook;
  // A playbook of the project comes with a cloned repository: its text is not ours.
  const safe = (text: string): string => escapeForTerminal(text, { unicode: screen.unicode, maximum: 4000 });
  const indented = (text: string): readonly string[] =>
    wrapText(safe(text), screen.width - 2).map((line) => `  ${line}`);
  return [
    safe(`${metadata.name} ${metadata.version} (${entry.origin})`),
    ...indented(metadata.description),
    ...(planned === undefined ? [] : ['', 'Not built yet. It needs', ...indented(planned.needs)]),
    '',
    'Ask',
    ...metadata.examples.slice(0, screen.verbose ? undefined : 6).flatMap(indented),
    '',
    'Inputs',
    renderInputs(entry.playbook, screen),
    '',
    'Steps',
    renderSteps(entry.playbook, screen),
    '',
    'Findings',
    ...indented(findings.join(', ')),
    '',
  ].join('\n');
}

function renderInputs({ inputs }: Playbook, screen: Screen): string {
  const rows = Object.entries(inputs).map(([name, input]) => ({ name, ...input }));
  const columns = [
    { header: 'NAME', value: (row: (typeof rows)[number]) => row.name },
    { header: 'TYPE', value: (row: (typeof rows)[number]) => row.type },
    {
      header: 'DEFAULT',
      value: (row: (typeof rows)[number]) => (row.default === undefined ? '' : JSON.stringify(row.default)),
    },
    { header: 'WHAT', value: (row: (typeof rows)[number]) => row.description, overflow: 'wrap' as const },
  ];
  return renderTable(rows, columns, { ...screen, indent: 2 });
}

function renderSteps({ steps }: Playbook, screen: Screen): string {
  const columns = [
    { header: 'STEP', value: (step: Playbook['steps'][number]) => step.id },
    { header: 'ACTION', value: (step: Playbook['steps'][number]) => step.action },
    { header: 'WHEN', value: (step: Playbook['steps'][number]) => step.when ?? '' },
    { header: 'TITLE', value: (step: Playbook['steps'][number]) => step.title ?? '', overflow: 'wrap' as const },
  ];
  return renderTable(steps, columns, { ...screen, indent: 2 });
}
