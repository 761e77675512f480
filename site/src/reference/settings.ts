import {
  type SettingDescription,
  settingDescriptions,
} from '../../../apps/cli/src/configuration/setting-descriptions.ts';
import { type Html, html, withCode } from '../html.ts';
import { breakable, codeBlock, heading, type Page, table } from '../page.ts';

/** As much of a JSON Schema as settings use. */
export interface SettingNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SettingNode[];
  readonly properties?: Readonly<Record<string, SettingNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SettingNode | boolean;
  readonly items?: SettingNode;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
}

/** One key of the configuration, with all that may be written there. */
interface Setting {
  /** Such as `environments.<name>.aws.regions`; `[]` after a list of maps. */
  readonly key: string;
  readonly nodes: readonly SettingNode[];
  readonly isRequired: boolean;
}

/** A page with every key of the configuration; a sentence for each without a description, and each description without a key. */
export function createSettingsPage(
  root: SettingNode,
  descriptions: Readonly<Record<string, SettingDescription>> = settingDescriptions,
): { readonly page: Page; readonly problems: readonly string[] } {
  const settings = walk('', [root]);
  const keys = new Set(settings.map(({ key }) => key));
  const problems = [
    ...settings.filter(({ key }) => !(key in descriptions)).map(({ key }) => `the setting ${key} has no description`),
    ...Object.keys(descriptions)
      .filter((key) => !keys.has(key))
      .map((key) => `a description tells of the setting ${key}, which does not exist`),
  ];
  return { page: toPage(settings, descriptions), problems };
}

function walk(prefix: string, nodes: readonly SettingNode[]): readonly Setting[] {
  const all = nodes.flatMap(choices);
  const names = [...new Set(all.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const own = names.flatMap((name) => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const children = all.flatMap(({ properties }) => properties?.[name] ?? []);
    const isRequired = all.every(({ required }) => required?.includes(name) === true);
    return [{ key, nodes: children, isRequired }, ...walk(key, children)];
  });
  const named = all.flatMap(({ additionalProperties }) =>
    typeof additionalProperties === 'object' ? [additionalProperties] : [],
  );
  const items = all.flatMap(({ items: one }) => (one === undefined ? [] : [one]));
  return [
    ...own,
    ...(named.length === 0 ? [] : walk(`${prefix}.<name>`, named)),
    ...(items.length === 0 ? [] : walk(`${prefix}[]`, items)),
  ];
}

function choices(node: SettingNode): readonly SettingNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(choices);
}

function toPage(settings: readonly Setting[], descriptions: Readonly<Record<string, SettingDescription>>): Page {
  const sections = [...Map.groupBy(settings, ({ key }) => key.split(/[.[]/)[0] ?? '')];
  const body = html`
<p>What <code>config.yaml</code> can hold. <code>cloudops config</code> prints the settings in force and where the file is;
<code>cloudops init</code> writes a first one. A key that is not listed here is refused, with file, line and column. No secret
ever stands in it: keys and passwords come from the environment, a file, the keychain or a command.</p>
${codeBlock(
  `environments:
  prod:
    contexts: [prod-eu]
  staging:
    contexts: [staging-eu]
default_scope: prod
kubernetes:
  prometheus_url: https://prometheus.example.com`,
  'yaml',
)}
${sections.map(([name, list]) => [
  heading(2, name, html`${name}`, `settings-${name}`),
  table(
    `Settings under ${name}`,
    ['key', 'type', 'default', 'what it does'],
    list.map((setting) => toRow(setting, descriptions)),
  ),
])}
${heading(2, 'Environment variables')}${table(
  'Environment variables',
  ['variable', 'what it does'],
  environmentVariables.map(([name, text]) => [html`<code>${name}</code>`, text]),
)}`;
  const summary = 'Every key of config.yaml with its type, its default and what it does.';
  return { path: 'reference/configuration.html', title: 'Configuration', summary, group: 'Reference', body, weight: 2 };
}

const environmentVariables: readonly (readonly [string, string])[] = [
  ['CLOUDOPS_CONFIG', 'Another configuration file than config.yaml in the configuration folder.'],
  ['KUBECONFIG', 'The kubeconfig, or several separated by colons, as for kubectl.'],
  ['AWS_PROFILE, AWS_REGION, …', 'Everything that the AWS command line reads.'],
  ['NO_COLOR', 'Any value: no colours.'],
  ['SSH_AUTH_SOCK', 'The SSH agent, for approvals with --ssh-agent.'],
  ['XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME, XDG_DATA_HOME', 'Where files live; each holds a folder cloudops.'],
];

function toRow(
  { key, nodes, isRequired }: Setting,
  descriptions: Readonly<Record<string, SettingDescription>>,
): readonly (string | Html)[] {
  const { text = '', unless } = descriptions[key] ?? {};
  const given = nodes.map((node) => node.default).find((value) => value !== undefined);
  const shown = unless ?? (given === undefined || isEmptyMap(given) ? '' : JSON.stringify(given));
  return [
    html`<code id="${key}">${breakable(key)}</code>`,
    typesOf(nodes),
    isRequired ? html`<small>required</small>` : shown === '' ? '' : html`<code>${shown}</code>`,
    withCode(text),
  ];
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function typesOf(nodes: readonly SettingNode[]): string {
  return [...new Set(nodes.flatMap(choices).map(typeOf))].join(' or ');
}

function typeOf(node: SettingNode): string {
  if (node.enum !== undefined) return node.enum.map(String).join(' or ');
  if (node.const !== undefined) return String(node.const);
  const { type, minimum, maximum, exclusiveMinimum } = node;
  if (type === 'array') return `list of ${node.items === undefined ? 'anything' : typesOf([node.items])}`;
  if (type === 'object') return 'map';
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return 'text';
  if (type !== 'integer' && type !== 'number') return type ?? 'anything';
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : ` ≥ ${minimum}`;
  const above = exclusiveMinimum === undefined ? '' : ` > ${exclusiveMinimum}`;
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : ` ≤ ${maximum}`;
  return `${type === 'integer' ? 'whole number' : 'number'}${least}${above}${most}`;
}
