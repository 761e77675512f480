import { awsError } from '../errors.ts';
import type { SdkClient, ServiceModule } from './service-module.ts';

/** Where answers carry the token for their next page, and where the next request takes it. */
const tokenNames: readonly (readonly [answer: string, request: string])[] = [
  ['NextToken', 'NextToken'],
  ['nextToken', 'nextToken'],
  ['NextPageToken', 'NextPageToken'],
  ['nextPageToken', 'nextPageToken'],
  ['PaginationToken', 'PaginationToken'],
  ['ContinuationToken', 'ContinuationToken'],
  ['NextMarker', 'Marker'],
  ['Marker', 'Marker'],
];

/** More pages than any honest list has. */
const mostPages = 10_000;

/** Operations that take 1000 as `MaxResults` (EC2 API reference) and answer in smaller pages, or not at all, without. */
const largePages: ReadonlySet<string> = new Set([
  'DescribeSecurityGroups',
  'DescribeSecurityGroupRules',
  'DescribeNetworkInterfaces',
  'DescribeInstances',
  'DescribeVolumes',
  'DescribeSnapshots',
  'DescribeSubnets',
  'DescribeNetworkAcls',
  'DescribeNatGateways',
  'DescribeVpcs',
  'DescribeVpcEndpoints',
]);

/** EC2 refuses a page size beside ids. */
function withPageSize(service: string, operation: string, input: Readonly<Record<string, unknown>>): object {
  const hasIds = Object.keys(input).some((name) => name.endsWith('Ids') || name.endsWith('Names'));
  if (service !== 'ec2' || !largePages.has(operation) || hasIds || 'MaxResults' in input) return input;
  return { ...input, MaxResults: 1000 };
}

/** What {@link readPages} needs. */
export interface PagesRequest {
  readonly module: ServiceModule;
  readonly client: SdkClient;
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Passed on to every request. */
  readonly options: object;
}

function tokenOf(answer: object): readonly [request: string, token: string] | null {
  for (const [name, request] of tokenNames) {
    const token = (answer as Readonly<Record<string, unknown>>)[name];
    if (typeof token === 'string' && token !== '') return [request, token];
  }
  return null;
}

const moreFlags: readonly string[] = [
  'IsTruncated',
  'isTruncated',
  'Truncated',
  'HasMore',
  'hasMore',
  'HasMoreResults',
];

/** Whether an answer without a token that we know says that it is not all: what follows must not count as absent. */
function hasMore(answer: object): boolean {
  const fields = Object.entries(answer);
  return fields.some(
    ([name, value]) =>
      (moreFlags.includes(name) && value === true) ||
      (/^(?:next|continuation|pagination|lastEvaluated)\w*(?:token|marker|key|name|id|identifier)$/i.test(name) &&
        typeof value === 'string' &&
        value !== ''),
  );
}

async function* followTokens(
  { module, client, operation, options }: PagesRequest,
  input: object,
): AsyncGenerator<object> {
  let next = input;
  for (;;) {
    const answer = await client.send(module.createCommand(operation, next), options);
    yield answer;
    const token = tokenOf(answer);
    if (token === null) {
      if (hasMore(answer)) throw broken('goes on, in a way that is not known for this operation');
      return;
    }
    next = { ...input, [token[0]]: token[1] };
  }
}

function broken(what: string): Error {
  const nextSteps = ['Try again; the list may have changed while it was read.'];
  return awsError({ code: 'PAGING_BROKEN', message: `The list ${what}.`, nextSteps });
}

/**
 * Reads a list to its end, page by page, by the SDK's paginator where it has one.
 * @throws CloudOpsError `PAGING_BROKEN` when a token comes twice or there is no end, and what requests throw.
 */
export async function* readPages(request: PagesRequest): AsyncGenerator<object> {
  const { module, client, service, operation, options } = request;
  // Also names an operation that does not exist before a paginator of that name is looked for.
  const input = module.toInput(operation, withPageSize(service, operation, request.input));
  const paginate = module.paginatorOf(operation);
  const pages =
    paginate === null ? followTokens(request, input) : paginate({ client, stopOnSameToken: false }, input, options);
  const seen = new Set<string>();
  let count = 0;
  for await (const page of pages) {
    count += 1;
    yield page;
    if (count >= mostPages) throw broken(`has ${mostPages} pages or more`);
    const token = tokenOf(page)?.[1];
    if (token === undefined) continue;
    if (seen.has(token)) throw broken('gives the same token for its next page twice');
    seen.add(token);
  }
}
