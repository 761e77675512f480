import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse } from 'yaml';

/** A step of the playbook that lists something in every region, without asking another step first. */
interface ListStep {
  readonly action: string;
  readonly with?: {
    readonly service: string;
    readonly operation: string;
    readonly input?: Record<string, unknown>;
    readonly places?: unknown;
  };
}

type Client = { send(command: object): Promise<Record<string, unknown>>; destroy(): void };
type Constructor = new (input: object) => Client;

// The floor that an investigation is held against: the playbook's own calls, page by page, with the SDK, thrown away.
const playbook: { steps: ListStep[] } = parse(await readFile(process.argv[2] ?? '', 'utf8'), { merge: true });
const steps = playbook.steps.flatMap(({ action, with: wanted }) =>
  action === 'aws.list' && /steps\.places\.output\.(regional|global) /.test(String(wanted?.places)) ? [wanted] : [],
);
// The clients that the provider brings.
const load = createRequire(new URL('../../packages/executor-aws/package.json', import.meta.url));
const tokens = ['NextToken', 'nextToken', 'Marker', 'NextMarker', 'nextMarker'];

async function read({ service, operation, input = {}, places }: NonNullable<ListStep['with']>): Promise<number> {
  const sdk: Record<string, unknown> = load(`@aws-sdk/client-${service}`);
  const Client = Object.entries(sdk).find(([name]) => /^[A-Z]\w*Client$/.test(name))?.[1] as Constructor;
  const Command = sdk[`${operation}Command`] as new (input: object) => object;
  const client = new Client({ maxAttempts: 1, ...(String(places).includes('global') ? { region: 'us-east-1' } : {}) });
  const paged = typeof sdk[`paginate${operation}`] === 'function' && service === 'ec2' && !('MaxResults' in input);
  let bytes = 0;
  let next: Record<string, unknown> = paged ? { MaxResults: 1000 } : {};
  for (;;) {
    const answer = await client.send(new Command({ ...input, ...next })).catch(() => ({}) as Record<string, unknown>);
    bytes += Object.keys(answer).length;
    const token = tokens.find((name) => typeof answer[name] === 'string' && answer[name] !== '');
    if (token === undefined) break;
    next = { ...next, [token === 'NextMarker' ? 'Marker' : token]: answer[token] };
  }
  client.destroy();
  return bytes;
}

const read_ = await Promise.all(steps.map(read));
process.stdout.write(`${read_.length}\n`);
