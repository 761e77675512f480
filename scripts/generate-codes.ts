import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createAwsProvider } from '@cloudops/executor-aws';
import { createKubernetesProvider } from '@cloudops/executor-k8s';
import type { FindingDefinition, Provider } from '@cloudops/spec';
import type { GeneratedFile } from './generate.ts';
import { root } from './workspace.ts';

/** A provider with the package that holds its rules and their tests. */
interface Source {
  readonly provider: Provider;
  /** From the root. */
  readonly folder: string;
}

/** The codes with one prefix: a page. */
interface Family {
  readonly prefix: string;
  readonly title: string;
  /** What the page says first. */
  readonly about: string;
  readonly definitions: readonly FindingDefinition[];
  readonly folder: string;
}

/** What the codes that begin so are about; a prefix that is not here gets a page under its own name. */
const families: Readonly<Record<string, { readonly title: string; readonly about: string }>> = {
  ADM: {
    title: 'Kubernetes: admission',
    about: 'What refuses objects: quotas, limit ranges, pod security, webhooks, missing accounts.',
  },
  ALR: { title: 'Kubernetes: alerts', about: 'What Alertmanager says beside what the objects say.' },
  API: { title: 'Kubernetes: upgrades', about: 'Which API versions in use go away with a later release.' },
  CHG: { title: 'Kubernetes: changes', about: 'What was rolled out, made, edited or deleted within a window.' },
  CRT: { title: 'Kubernetes: certificates', about: 'Which certificates end soon.' },
  CTL: { title: 'Kubernetes: control plane', about: 'Scheduler, controllers, API server and the APIs behind it.' },
  DNS: { title: 'Kubernetes: DNS', about: 'Whether names can be looked up in the cluster.' },
  GTW: { title: 'Kubernetes: Gateway API', about: 'Gateways and routes that lead nowhere.' },
  HPA: { title: 'Kubernetes: autoscalers', about: 'Horizontal autoscalers that cannot do what they should.' },
  ING: { title: 'Kubernetes: Ingress', about: 'Ingresses that lead nowhere.' },
  JOB: { title: 'Kubernetes: jobs', about: 'Jobs and CronJobs that fail or do not run.' },
  LAT: {
    title: 'Kubernetes: API latency',
    about: 'Why the API server is slow or turns requests away, from its own figures.',
  },
  LIM: { title: 'Kubernetes: requests and limits', about: 'Workloads that do not say what they need.' },
  LOG: { title: 'Kubernetes: last words', about: 'What failed containers said last, and whom that points to.' },
  NOD: { title: 'Kubernetes: nodes', about: 'Nodes that are silent, full or closed, and what that does to pods.' },
  NPL: { title: 'Kubernetes: network policies', about: 'Paths that a policy would close, and pods that none covers.' },
  ORP: { title: 'Kubernetes: orphans', about: 'What nothing uses any more.' },
  PDB: { title: 'Kubernetes: disruption budgets', about: 'What blocks a drain.' },
  POD: { title: 'Kubernetes: pods', about: 'Why containers crash, are not made, do not become ready or do not go.' },
  RBA: { title: 'Kubernetes: rights', about: 'Who may do what they should not.' },
  RSZ: { title: 'Kubernetes: right size', about: 'Requests and limits beside what containers use.' },
  SAT: { title: 'Kubernetes: saturation', about: 'What runs against its limit, from figures.' },
  SCH: { title: 'Kubernetes: scheduling', about: 'Why pods find no node.' },
  SEC: { title: 'Kubernetes: pod security', about: 'What the Pod Security Standards would refuse.' },
  STO: { title: 'Kubernetes: storage', about: 'Claims and volumes that do not come together.' },
  SVC: {
    title: 'Kubernetes: Services',
    about: 'Services without endpoints, and settings that point to the wrong place.',
  },
  TLS: { title: 'Kubernetes: TLS', about: 'Certificates that routes need.' },
  VOL: { title: 'Kubernetes: filling volumes', about: 'Volumes that are full or will be.' },
  WRK: { title: 'Kubernetes: workloads', about: 'Workloads with fewer pods than they want.' },
  CPU: { title: 'Kubernetes: CPU', about: 'Why CPU is high, throttled or short in a cluster.' },
  CST: {
    title: 'AWS: cost',
    about: 'What made the bill change, what it will be, and what is paid for and not used.',
  },
  NACL: { title: 'AWS: network ACLs', about: 'What the ordered rules of a subnet let through.' },
  NET: {
    title: 'AWS: exposed services',
    about: 'Databases, load balancers, clusters and instances that the internet reaches, and what leads there.',
  },
  SG: {
    title: 'AWS: security groups',
    about: `What a group lets in, from where, and whether anybody out there gets so far. The severity below is for a group that the
internet reaches (R2); one step less where it is attached and not reached (R1), \`low\` where it is attached to nothing (R0).`,
  },
};

/** docs/findings: a page for each family of finding codes, from the providers' registries, and an index. */
export function generateCodes(): readonly GeneratedFile[] {
  const sources: readonly Source[] = [
    { provider: createKubernetesProvider({ version: '0.0.0' }), folder: 'packages/executor-k8s/src' },
    { provider: createAwsProvider({ version: '0.0.0' }), folder: 'packages/executor-aws/src' },
  ];
  const pages = sources.flatMap(toFamilies);
  return [toIndex(pages), ...pages.map(toPage)];
}

function toFamilies({ provider, folder }: Source): readonly Family[] {
  const byPrefix = new Map<string, FindingDefinition[]>();
  for (const definition of provider.findings) {
    const prefix = definition.code.replace(/-.*$/, '');
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), definition]);
  }
  return [...byPrefix].sort().map(([prefix, definitions]) => {
    const { title = `${provider.name}: ${prefix}`, about = '' } = families[prefix] ?? {};
    const sorted = definitions.toSorted((left, right) => compare(left.code, right.code));
    return { prefix, title, about, definitions: sorted, folder };
  });
}

function toIndex(pages: readonly Family[]): GeneratedFile {
  const rows = pages.map(({ prefix, title, definitions, about }) => {
    const range = `${definitions[0]?.code ?? ''} … ${definitions.at(-1)?.code ?? ''}`;
    return `| [${title}](${pageName(prefix)}) | ${range} | ${definitions.length} | ${cell(about)} |`;
  });
  const text = [
    '# What each finding means',
    '',
    'Generated from the providers’ registries. `cloudops findings show CODE` prints the same.',
    '',
    '| page | codes | number | about |',
    '| --- | --- | --: | --- |',
    ...rows,
    '',
    'A **fault** is wrong by itself and names what to change. A **symptom** suffers from something else. A **hint** is unusual,',
    'not wrong. What could not be read is never taken for “nothing found”: it is listed under “not checked” in the report.',
    '',
  ].join('\n');
  return { path: 'docs/findings/README.md', text };
}

function toPage(family: Family): GeneratedFile {
  const files = readSources(family.folder);
  const head = [
    `# ${family.title}`,
    '',
    'Generated from the provider’s registry; [all pages](README.md). `cloudops findings show CODE` prints the same.',
    '',
    ...(family.about === '' ? [] : [family.about, '']),
    '| code | severity | role | title |',
    '| --- | --- | --- | --- |',
    ...family.definitions.map(toRow),
    '',
  ];
  const sections = family.definitions.map((definition) => toSection(definition, files));
  return { path: `docs/findings/${pageName(family.prefix)}`, text: [...head, ...sections].join('\n') };
}

function toRow({ code, severity, role, title }: FindingDefinition): string {
  return `| [${code}](#${anchor(`${code}: ${title}`)}) | ${severity} | ${role} | ${cell(title)} |`;
}

function toSection(definition: FindingDefinition, files: readonly SourceFile[]): string {
  const { code, title, role, severity, decided, remedy } = definition;
  const source = sourceOf(definition);
  const tests = testsOf(code, files);
  return [
    `## ${code}: ${title}`,
    '',
    `${severity} · ${role}`,
    '',
    `**How it is decided.** ${cell(decided)}`,
    '',
    `**What to do.** ${cell(remedy)}`,
    '',
    ...(source === null ? [] : [`**Source.** ${cell(source)}`, '']),
    `**Tests.** ${tests.length === 0 ? 'None names this code yet.' : tests.map(toLink).join(', ')}`,
    '',
  ].join('\n');
}

interface SourceFile {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

function readSources(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** The tests that name a code; else those that run over the table which does: they import its file. */
function testsOf(code: string, files: readonly SourceFile[]): readonly SourceFile[] {
  const tests = files.filter(({ path }) => path.endsWith('.test.ts'));
  const naming = tests.filter(({ text }) => mentions(text, code));
  if (naming.length > 0) return naming;
  const tables = files.filter(({ path, text }) => !path.endsWith('.test.ts') && mentions(text, code));
  return tests.filter(({ path, text }) =>
    tables.some((table) => dirname(table.path) === dirname(path) && text.includes(`'./${basename(table.path)}'`)),
  );
}

/** Whether a text names a code, and not just a longer one that begins so. */
function mentions(text: string, code: string): boolean {
  return new RegExp(`${code}(?!\\d)`).test(text);
}

function toLink({ path }: SourceFile): string {
  const name = path.slice(path.indexOf('/src/') + '/src/'.length);
  return `[${name}](../../${path})`;
}

/** Some registries say where a rule comes from beside what the contract asks. */
function sourceOf(definition: FindingDefinition): string | null {
  const { source } = definition as FindingDefinition & { readonly source?: unknown };
  return typeof source === 'string' && source !== '' ? source : null;
}

function pageName(prefix: string): string {
  return `${prefix.toLowerCase()}.md`;
}

/** The anchor that GitHub gives a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** On one line, and no table cell comes out of it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
