import { type Html, html } from '../html.ts';
import { codeBlock, heading, type Page, table } from '../page.ts';
import type { Repository } from '../repository.ts';

/** As much of a JSON Schema as a page shows. */
interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const folder = 'packages/spec/schemas';

/** The published schemas: a page for each, and the files themselves. */
export function createSchemaPages(repository: Repository): {
  readonly pages: readonly Page[];
  readonly files: ReadonlyMap<string, string>;
} {
  const names = repository.list(folder).filter((name) => name.endsWith('.json'));
  const texts = names.map((name) => [name, repository.read(`${folder}/${name}`)] as const);
  return {
    pages: [createIndex(names), ...texts.map(([name, text]) => toPage(name, text))],
    files: new Map(texts.map(([name, text]) => [`schemas/${name}`, text])),
  };
}

function createIndex(names: readonly string[]): Page {
  const rows = names.map((name) => [
    html`<a href="${name.replace('.json', '.html')}">${name.replace('.json', '')}</a>`,
    html`<a href="${name}"><code>${name}</code></a>`,
  ]);
  const body = html`
<p>Every value that goes from one package to another is plain JSON, and each has a JSON Schema (draft 2020-12).
<code>cloudops playbooks schema</code> prints the one of playbooks for an editor.</p>
${table('Schemas', ['value', 'file'], rows)}`;
  const summary = 'The JSON Schemas of every value that crosses packages.';
  return { path: 'schemas/index.html', title: 'JSON schemas', summary, group: 'Reference', body };
}

function toPage(name: string, text: string): Page {
  const short = name.replace('.json', '');
  const schema = JSON.parse(text) as Schema;
  const definitions = Object.entries(schema.$defs ?? {});
  const root = resolve(schema, schema);
  const body = html`
<p><a href="${name}">${name}</a>, JSON Schema draft 2020-12.</p>
${heading(2, 'Properties')}${properties(root)}
${definitions.filter(([, one]) => one !== root).map(([title, one]) => [heading(2, title), properties(one)])}
${heading(2, 'The whole schema')}<details><summary>Show</summary>${codeBlock(text.trimEnd(), 'json')}</details>`;
  const summary = `The JSON Schema of ${short.replaceAll('-', ' ')}.`;
  return {
    path: `schemas/${short}.html`,
    title: `Schema: ${short}`,
    label: short,
    summary,
    group: 'Reference',
    body,
    weight: 0.5,
  };
}

function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : (root.$defs?.[name] ?? schema);
}

function properties(schema: Schema): Html {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return html`<p>One of:</p>${choices.map(properties)}`;
  if (schema.properties === undefined) return html`<p><code>${typeOf(schema)}</code></p>`;
  const rows = Object.entries(schema.properties).map(([name, property]) => [
    html`<code>${name}</code>`,
    html`<code>${typeOf(property)}</code>`,
    schema.required?.includes(name) === true ? 'required' : 'optional',
  ]);
  return table('Properties', ['property', 'type', ''], rows);
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace('#/$defs/', '');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' | ');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
  return schema.type ?? 'any';
}
