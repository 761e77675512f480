import type {
  Action,
  Catalog,
  CatalogEntry,
  FindingDefinition,
  Json,
  PlaybookInput,
  PlaybookStep,
  Provider,
} from '@cloudops/spec';
import { type Html, html } from '../html.ts';
import { codeBlock, heading, type Page, relativeUrl, table } from '../page.ts';
import { findingUrl } from './findings.ts';

/** What playbook pages are made of. */
export interface PlaybookSources {
  readonly catalog: Catalog;
  readonly providers: readonly Provider[];
  readonly findings: readonly FindingDefinition[];
}

type Actions = ReadonlyMap<string, Action>;
type Inputs = Readonly<Record<string, PlaybookInput>>;

/** A page for each shipped playbook, and one that lists them. */
export function createPlaybookPages({ catalog, providers, findings }: PlaybookSources): readonly Page[] {
  const actions = new Map(
    providers.flatMap((one) => one.actions.map((action) => [`${one.name}.${action.name}`, action])),
  );
  const urls = new Map(findings.map((definition) => [definition.code, findingUrl(definition)]));
  return [createIndex(catalog), ...catalog.entries.map((entry) => toPage(entry, actions, urls))];
}

function playbookPath(name: string): string {
  return `playbooks/${name}.html`;
}

function createIndex({ entries }: Catalog): Page {
  const built = entries.filter(({ playbook }) => playbook.planned === undefined);
  const planned = entries.filter(({ playbook }) => playbook.planned !== undefined);
  const rows = (list: readonly CatalogEntry[]): Html =>
    table(
      'Playbooks',
      ['playbook', 'answers', 'risk'],
      list.map(({ playbook: { metadata } }) => [
        html`<a href="${`${metadata.name}.html`}"><code>${metadata.name}</code></a>`,
        metadata.title,
        riskMark(metadata.risk ?? 'read'),
      ]),
    );
  const body = html`
<p>What can be asked. <code>cloudops playbooks list</code> prints the same for what is loaded on your machine;
<a href="../guides/playbooks.html">Writing a playbook</a> says how to add one.</p>
${heading(2, 'Ready to run')}${rows(built)}
${planned.length === 0 ? null : html`${heading(2, 'Known, not built yet')}<p>Questions that lead here are understood and answered with what is missing.</p>${rows(planned)}`}`;
  const summary = 'Every playbook: what it answers, its inputs, steps, risk and rights.';
  return {
    path: 'playbooks/index.html',
    title: 'Playbooks',
    label: 'All playbooks',
    summary,
    group: 'Playbooks',
    body,
  };
}

function riskMark(risk: string): Html {
  return html`<span class="${`risk ${risk}`}">${risk}</span>`;
}

function toPage(entry: CatalogEntry, actions: Actions, urls: ReadonlyMap<string, string>): Page {
  const { metadata, inputs, steps, planned, findings } = entry.playbook;
  const path = playbookPath(metadata.name);
  const examples = metadata.examples.map((example) => html`<li>${example}</li>`);
  const rights = rightsOf(steps, inputs, actions);
  const body = html`
<p class="lead"><code>${metadata.name}</code> ${metadata.version} · ${riskMark(metadata.risk ?? 'read')}</p>
<p>${metadata.description}</p>
${planned === undefined ? null : html`<p><strong>Not built yet.</strong> It needs ${planned.needs}.</p>`}
${heading(2, 'Ask')}${codeBlock(`cloudops ask "${metadata.examples[0] ?? ''}"`, 'sh')}
<ul>${examples.slice(0, 6)}</ul>
${examples.length <= 6 ? null : html`<details><summary>${examples.length - 6} more ways to ask</summary><ul>${examples.slice(6)}</ul></details>`}
${heading(2, 'Inputs')}${inputsTable(inputs)}
${steps.length === 0 ? null : html`${heading(2, 'Steps')}${stepsTable(steps, actions)}`}
${rights.length === 0 ? null : html`${heading(2, 'Rights')}<p>The least that the steps need, as far as it is known before a run.</p>${table('Rights', ['verb', 'on'], rights)}`}
${findings.length === 0 ? null : html`${heading(2, 'Findings')}<p class="codes">${findings.map((code) => findingLink(code, path, urls))}</p>`}
`;
  return {
    path,
    title: metadata.title,
    label: metadata.name,
    summary: metadata.description.split(/(?<=\.)\s/)[0] ?? '',
    group: 'Playbooks',
    body,
    weight: 1.5,
  };
}

function inputsTable(inputs: Inputs): Html {
  const rows = Object.entries(inputs).map(([name, input]) => {
    const notes = [
      ...(input.choices === undefined ? [] : [`One of: ${input.choices.map(String).join(', ')}.`]),
      ...(input.minimum === undefined ? [] : [`At least ${input.minimum}.`]),
      ...(input.maximum === undefined ? [] : [`At most ${input.maximum}.`]),
      ...(input.example === undefined ? [] : [`Such as ${input.example}.`]),
    ];
    return [
      html`<code>${name}</code>${input.required === true ? html`<br><small>required</small>` : null}`,
      input.format ?? input.type,
      input.default === undefined ? '' : html`<code>${JSON.stringify(input.default)}</code>`,
      html`${input.description}${notes.length === 0 ? null : html`<br><small>${notes.join(' ')}</small>`}`,
    ];
  });
  if (rows.length === 0) return html`<p>None.</p>`;
  return table('Inputs', ['input', 'type', 'default', 'what'], rows);
}

function stepsTable(steps: readonly PlaybookStep[], actions: Actions): Html {
  const rows = steps.map((step) => [
    html`<code>${step.id}</code>`,
    html`${step.title ?? ''}<br><code>${step.action}</code>`,
    riskMark(riskOf(step, actions)),
    html`${step.when === undefined ? null : html`when <code>${step.when}</code>`}${step.foreach === undefined ? null : html` for each <code>${step.foreach}</code>`}`,
  ]);
  return table('Steps', ['step', 'does', 'risk', 'when'], rows);
}

function riskOf(step: PlaybookStep, actions: Actions): string {
  return step.risk_level ?? actions.get(step.action)?.risk ?? 'unknown';
}

function rightsOf(steps: readonly PlaybookStep[], inputs: Inputs, actions: Actions): readonly (readonly Html[])[] {
  const found = new Map<string, readonly [verb: string, resource: string]>();
  for (const step of steps) {
    for (const { verb, resource } of permissionsOf(step, inputs, actions))
      found.set(`${resource} ${verb}`, [verb, resource]);
  }
  const sorted = [...found].sort(([left], [right]) => (left < right ? -1 : 1));
  const byResource = Map.groupBy(sorted, ([, [, resource]]) => resource);
  return [...byResource].map(([resource, list]) => [
    html`<code>${list.map(([, [verb]]) => verb).join(', ')}</code>`,
    html`<code>${resource}</code>`,
  ]);
}

/** As before a run: values that only a run knows are missing, and an action says what it can without them. */
function permissionsOf(step: PlaybookStep, inputs: Inputs, actions: Actions): ReturnType<Action['permissions']> {
  const given = Object.entries(step.with ?? {}).flatMap(([name, value]) => {
    const known = JSON.stringify(value).includes('${{') ? sampleOf(value, inputs) : value;
    return known === undefined ? [] : [[name, known]];
  });
  try {
    return actions.get(step.action)?.permissions(Object.fromEntries(given)) ?? [];
  } catch {
    return [];
  }
}

/** A value that somebody could give, where a step takes an input as it is. */
function sampleOf(value: Json, inputs: Inputs): Json | undefined {
  const name = typeof value === 'string' ? /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1] : undefined;
  const input = name === undefined ? undefined : inputs[name];
  if (input === undefined || input.type !== 'string') return undefined;
  return input.default ?? input.example ?? (input.format === 'name' ? 'deployment/name' : undefined);
}

function findingLink(code: string, from: string, urls: ReadonlyMap<string, string>): Html {
  const url = urls.get(code);
  return url === undefined
    ? html`<code>${code}</code> `
    : html`<a href="${relativeUrl(from, url)}"><code>${code}</code></a> `;
}
