import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { TestbedError } from './errors.ts';
import { packageFolder } from './paths.ts';
import type { Scenario } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

const keys: Readonly<Record<string, 'text' | 'list' | 'map'>> = {
  id: 'text',
  title: 'text',
  via: 'text',
  topics: 'list',
  namespaces: 'list',
  objects: 'list',
  changes: 'list',
  patches: 'list',
  kubelet: 'list',
  logs: 'list',
  events: 'list',
  programs: 'map',
  until: 'list',
  expect: 'map',
};
const required = ['id', 'title', 'via', 'expect'];
const expectationKeys = ['first_cause', 'alternatives', 'causes', 'not_checked', 'text'];
const causeKeys = ['kind', 'namespace', 'name'];

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfKind(value: unknown, kind: 'text' | 'list' | 'map'): boolean {
  if (kind === 'text') return typeof value === 'string' && value !== '';
  return kind === 'list' ? Array.isArray(value) : isMap(value);
}

function checkCause(cause: unknown, where: string): string | null {
  if (!isMap(cause)) return `${where} must be none or {kind, namespace, name}`;
  const unknown = Object.keys(cause).find((key) => !causeKeys.includes(key));
  if (unknown !== undefined) return `${where}.${unknown} is not known`;
  const named = typeof cause.kind === 'string' && typeof cause.name === 'string';
  return named ? null : `${where} needs kind and name`;
}

function checkCauseList(causes: unknown, where: string): string | null {
  if (causes === undefined) return null;
  if (!Array.isArray(causes) || causes.length === 0) return `${where} must be a list of {kind, namespace, name}`;
  const faults = causes.map((cause, index) => checkCause(cause, `${where}[${index}]`));
  return faults.find((fault) => fault !== null) ?? null;
}

function checkCauses({ first_cause: first, alternatives, causes }: Fields): string | null {
  if (first !== undefined && causes !== undefined) return 'expect has both first_cause and causes';
  if (alternatives !== undefined && !isMap(first)) return 'expect.alternatives needs a first_cause that is a resource';
  const fault = first === undefined || first === 'none' ? null : checkCause(first, 'expect.first_cause');
  return fault ?? checkCauseList(alternatives, 'expect.alternatives') ?? checkCauseList(causes, 'expect.causes');
}

function checkExpectation(expectation: Fields): string | null {
  const unknown = Object.keys(expectation).find((key) => !expectationKeys.includes(key));
  if (unknown !== undefined) return `expect.${unknown} is not known`;
  if (!isOfKind(expectation.text, 'text')) return 'expect.text is missing';
  const notChecked = expectation.not_checked ?? [];
  if (!Array.isArray(notChecked) || notChecked.some((word) => typeof word !== 'string')) {
    return 'expect.not_checked must be a list of words';
  }
  return checkCauses(expectation);
}

function checkTarget(value: unknown, where: string): string | null {
  const target = isMap(value) ? value.target : undefined;
  if (!isMap(target) || typeof target.kind !== 'string') return `${where} needs a target with a kind`;
  const named = typeof target.name === 'string';
  return named !== (typeof target.labelSelector === 'string')
    ? null
    : `${where}: the target needs a name or a labelSelector, and not both`;
}

/** Whether each element of a part says what it is about. */
function checkTargets(document: Fields): string | null {
  const list = (part: string): readonly unknown[] => (document[part] ?? []) as readonly unknown[];
  const targets = ['changes', 'patches', 'until'].flatMap((part) =>
    list(part).map((change, index) => checkTarget(change, `${part}[${index}]`)),
  );
  const pods = ['kubelet', 'logs'].flatMap((part) =>
    list(part).map((said, index) => checkPods(said, `${part}[${index}]`)),
  );
  return [...targets, ...pods].find((fault) => fault !== null) ?? null;
}

function checkPods(said: unknown, where: string): string | null {
  const named = isMap(said) ? [said.pods, said.pod].filter((name) => typeof name === 'string') : [];
  return named.length === 1 ? null : `${where} needs pods or pod, and not both`;
}

function findFault(document: Fields): string | null {
  for (const [key, value] of Object.entries(document)) {
    const kind = keys[key];
    if (kind === undefined) return `${key} is not known`;
    if (!isOfKind(value, kind)) return `${key} must be a ${kind}`;
  }
  const missing = required.find((key) => document[key] === undefined);
  if (missing !== undefined) return `${missing} is missing`;
  return checkTargets(document) ?? checkExpectation(document.expect as Fields);
}

function toScenario(document: Fields): Scenario {
  const programs = (document.programs ?? {}) as Partial<Scenario['programs']>;
  const lists = { topics: [], objects: [], changes: [], patches: [], kubelet: [], logs: [], events: [], until: [] };
  const empty = { ...lists, namespaces: ['shop'] };
  return { ...empty, ...(document as unknown as Scenario), programs: { end: [], pause: [], ...programs } };
}

/**
 * The scenarios of a YAML text, one a document, in the file's order.
 * @throws TestbedError `SCENARIO_INVALID` naming the file, the document and what is wrong.
 */
export function parseScenarios(text: string, file: string): readonly Scenario[] {
  const seen = new Set<string>();
  return [...parseAllDocuments(text)].map((parsed, index) => {
    const document: unknown = parsed.errors.length > 0 ? undefined : parsed.toJS();
    const id = isMap(document) ? String(document.id ?? '') : '';
    const problem = parsed.errors[0]?.message ?? (isMap(document) ? findFault(document) : 'not a mapping');
    const fault = problem ?? (seen.has(id) ? 'its id is taken' : null);
    if (fault !== null) {
      const message = `${file}, document ${index + 1}${id === '' ? '' : ` (${id})`} is not a scenario: ${fault}`;
      throw new TestbedError({ code: 'SCENARIO_INVALID', message });
    }
    seen.add(id);
    return toScenario(document as Fields);
  });
}

interface ScenarioText {
  readonly file: string;
  readonly text: string;
}

async function readTexts(): Promise<readonly ScenarioText[]> {
  const folder = join(packageFolder, 'scenarios');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (name) => ({ file: `scenarios/${name}`, text: await readFile(join(folder, name), 'utf8') })),
  );
}

/** All scenarios that come with the test bed, by file name, then in the file's order. */
export async function listScenarios(options: { readonly topic?: string } = {}): Promise<readonly Scenario[]> {
  const scenarios = (await readTexts()).flatMap(({ file, text }) => parseScenarios(text, file));
  const { topic } = options;
  return scenarios.filter((scenario) => topic === undefined || scenario.topics.includes(topic));
}

/** @throws TestbedError `SCENARIO_UNKNOWN` with the ids that there are. */
export async function findScenario(id: string): Promise<Scenario> {
  const texts = await readTexts();
  // Reading all of them as YAML takes half a second.
  const holding = texts.filter(({ text }) => `\n${text}`.includes(`\nid: ${id}\n`));
  const found = holding.flatMap(({ file, text }) => parseScenarios(text, file)).find((scenario) => scenario.id === id);
  if (found !== undefined) return found;
  const ids = texts.flatMap(({ file, text }) => parseScenarios(text, file)).map((scenario) => scenario.id);
  throw new TestbedError({
    code: 'SCENARIO_UNKNOWN',
    message: `There is no scenario ${JSON.stringify(id)}`,
    nextSteps: [`Choose one of: ${ids.join(', ')}`],
  });
}
