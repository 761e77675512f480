import type { FindingDefinition } from '@cloudops/spec';
import { html } from '../html.ts';
import { type Page, table } from '../page.ts';
import { toSlug } from '../slug.ts';

/** Where a code is explained: on the page of its family, which is generated from the same registry. */
export function findingUrl({ code, title }: FindingDefinition): string {
  return `findings/${code.replace(/-.*$/, '').toLowerCase()}.html#${toSlug(`${code}: ${title}`)}`;
}

/** One page with every finding code of every provider. */
export function createFindingsPage(definitions: readonly FindingDefinition[]): Page {
  const rows = definitions.map((definition) => [
    html`<a href="${findingUrl(definition).slice('findings/'.length)}"><code>${definition.code}</code></a>`,
    definition.title,
    html`<span class="${`severity ${definition.severity}`}">${definition.severity}</span>`,
    definition.role,
  ]);
  const body = html`
<p>All ${definitions.length} codes. <code>cloudops findings show CODE</code> prints how each is decided and what to do.</p>
${table('Finding codes', ['code', 'what it says', 'severity', 'role'], rows)}`;
  return {
    path: 'findings/codes.html',
    title: 'Every finding code',
    label: 'Every code',
    summary: 'Every finding code with its severity and its role.',
    group: 'Findings',
    body,
    weight: 0.2,
  };
}
