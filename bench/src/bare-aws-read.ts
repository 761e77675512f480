import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse } from 'yaml';

type Answer = Record<string, unknown>;
type Client = { send(command: object): Promise<Answer>; destroy(): void };

/** A step of the playbook that lists something: everywhere, or for each item of an earlier step. */
interface ListStep {
  readonly id: string;
  readonly action: string;
  readonly with: {
    readonly service: string;
    readonly operation: string;
    readonly items?: string;
    readonly input?: Answer;
    readonly places: string | { readonly from: string; readonly input: Readonly<Record<string, unknown>> };
  };
}

// The floor that an investigation is held against: the playbook's own calls, page by page, with the SDK, thrown away.
const playbook: { steps: ListStep[] } = parse(await readFile(process.argv[2] ?? '', 'utf8'), { merge: true });
const steps = playbook.steps.filter(({ action }) => action === 'aws.list');
// The clients that the provider brings.
const load = createRequire(new URL('../../packages/executor-aws/package.json', import.meta.url));
const tokens = ['NextToken', 'nextToken', 'Marker', 'NextMarker', 'nextMarker'];
const pages = /^Describe(SecurityGroups|SecurityGroupRules|NetworkInterfaces)$/;

function itemsOf(answer: Answer, path = ''): readonly unknown[] {
  const found = path.split('.').reduce<unknown>((value, key) => (value as Answer | undefined)?.[key], answer);
  return Array.isArray(found) ? found : [];
}

async function read({ service, operation, items, input: own = {}, places }: ListStep['with'], input: Answer) {
  const sdk: Answer = load(`@aws-sdk/client-${service}`);
  const Client = Object.entries(sdk).find(([name]) => /^[A-Z]\w*Client$/.test(name))?.[1] as new (_: object) => Client;
  const Command = sdk[`${operation}Command`] as new (input: object) => object;
  const client = new Client({ maxAttempts: 1, ...(String(places).includes('global') ? { region: 'us-east-1' } : {}) });
  const kept: unknown[] = [];
  let next: Answer = pages.test(operation) ? { MaxResults: 1000 } : {};
  for (;;) {
    const answer = await client.send(new Command({ ...own, ...input, ...next })).catch((): Answer => ({}));
    // Only what later steps ask by is kept: the rest is read and let go.
    if (steps.some((step) => isFrom(step, operation))) kept.push(...itemsOf(answer, items));
    const token = tokens.find((name) => typeof answer[name] === 'string' && answer[name] !== '');
    if (token === undefined) break;
    next = { ...next, [token === 'NextMarker' ? 'Marker' : token]: answer[token] };
  }
  client.destroy();
  return kept;
}

function sourceOf({ places }: ListStep['with']): string | undefined {
  return typeof places === 'string' ? undefined : /steps\.(\w+)/.exec(places.from)?.[1];
}

function isFrom(step: ListStep, operation: string): boolean {
  return steps.find(({ id }) => id === sourceOf(step.with))?.with.operation === operation;
}

/** For what is asked by one field of each item; lists of ids are empty here, or asked in batches that cost little. */
function inputsOf({ places }: ListStep['with'], items: readonly unknown[]): readonly Answer[] {
  const named = Object.entries(typeof places === 'string' ? {} : places.input);
  if (named.some(([, field]) => typeof field !== 'string' || !/^\w+$/.test(field))) return [];
  return items.map((item) => Object.fromEntries(named.map(([name, field]) => [name, (item as Answer)[String(field)]])));
}

const first = steps.filter((step) => sourceOf(step.with) === undefined);
const found = new Map(await Promise.all(first.map(async (step) => [step.id, await read(step.with, {})] as const)));
const derived = steps.flatMap((step) =>
  inputsOf(step.with, found.get(sourceOf(step.with) ?? '') ?? []).map((input) => read(step.with, input)),
);
process.stdout.write(`${first.length + (await Promise.all(derived)).length}\n`);
