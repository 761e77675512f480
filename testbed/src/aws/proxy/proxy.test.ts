import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SetAnswer } from './doubles.ts';
import type { Fault } from './faults.ts';
import { createAwsProxy } from './proxy.ts';

const servers: Server[] = [];
const seen: string[] = [];
let busy = 0;
let mostBusy = 0;
let endpoint = '';
let answerOfMoto: { status: number; body: string; type?: string } = { status: 200, body: '' };

function listen(server: Server): Promise<string> {
  servers.push(server);
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

function groups(count: number): string {
  const items = Array.from(
    { length: count },
    (_, index) =>
      `<item><groupId>sg-${index}</groupId><ipPermissions><item><fromPort>1</fromPort></item></ipPermissions></item>`,
  );
  return `<DescribeSecurityGroupsResponse><requestId>r</requestId><securityGroupInfo>${items.join('')}</securityGroupInfo></DescribeSecurityGroupsResponse>`;
}

beforeEach(async () => {
  seen.length = 0;
  busy = 0;
  mostBusy = 0;
  answerOfMoto = { status: 200, body: groups(12) };
  const moto = createServer(async (request, response) => {
    mostBusy = Math.max(mostBusy, ++busy);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked = request.headers['x-testbed-authorize'];
    seen.push(asked === undefined ? body : `authorize ${String(asked)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
    busy -= 1;
    const answer: typeof answerOfMoto = asked === undefined ? answerOfMoto : { status: 200, body: '{}' };
    response.writeHead(answer.status, { 'content-type': answer.type ?? 'text/xml' }).end(answer.body);
  });
  const upstream = await listen(moto);
  const costs = await listen(createServer((_, response) => response.end('{"ResultsByTime":[]}')));
  endpoint = await listen(createAwsProxy({ upstream, routes: { ce: costs } }));
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

interface Said {
  readonly status: number;
  readonly text: string;
  readonly type: string | null;
}

interface Question {
  readonly service?: string;
  readonly form?: Record<string, string>;
  readonly target?: string;
}

async function ask({ service = 'ec2', form, target }: Question, signal?: AbortSignal): Promise<Said> {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': form === undefined ? 'application/x-amz-json-1.1' : 'application/x-www-form-urlencoded',
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    },
    body: form === undefined ? '{}' : new URLSearchParams(form).toString(),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
}

const describeGroups = (fields: Record<string, string> = {}): Promise<Said> =>
  ask({ form: { Action: 'DescribeSecurityGroups', ...fields } });
const setFaults = (faults: readonly Fault[]): Promise<unknown> =>
  fetch(`${endpoint}/__testbed/faults`, { method: 'PUT', body: JSON.stringify(faults) });
const setAnswers = (answers: readonly SetAnswer[]): Promise<unknown> =>
  fetch(`${endpoint}/__testbed/answers`, { method: 'PUT', body: JSON.stringify(answers) });
const idsIn = (text: string): readonly string[] => [...text.matchAll(/<groupId>([^<]+)/g)].map(([, id]) => id ?? '');
const tokenIn = (text: string): string => /<nextToken>([^<]+)/.exec(text)?.[1] ?? '';

describe('paging', () => {
  it('cuts a listing into pages without loss or repetition, and asks moto for it once', async () => {
    const first = await describeGroups({ MaxResults: '5' });
    const second = await describeGroups({ MaxResults: '5', NextToken: tokenIn(first.text) });
    const third = await describeGroups({ MaxResults: '5', NextToken: tokenIn(second.text) });
    expect([first, second, third].map(({ text }) => idsIn(text).length)).toEqual([5, 5, 2]);
    expect(new Set([first, second, third].flatMap(({ text }) => idsIn(text))).size).toBe(12);
    expect(tokenIn(third.text)).toBe('');
    expect(seen.filter((body) => body.startsWith('Action='))).toHaveLength(1);
  });

  it.each([
    ['exactly one page', '12'],
    ['more than there is', '100'],
  ])('gives no token for %s', async (_, size) => {
    const { text } = await describeGroups({ MaxResults: size });
    expect(idsIn(text)).toHaveLength(12);
    expect(tokenIn(text)).toBe('');
  });

  it('gives everything without MaxResults', async () => {
    expect((await describeGroups()).text).toBe(groups(12));
  });

  it('leaves an empty listing as it is', async () => {
    answerOfMoto = { status: 200, body: '<R><securityGroupInfo/><requestId>r</requestId></R>' };
    expect((await describeGroups({ MaxResults: '5' })).text).toBe(answerOfMoto.body);
  });

  it('leaves pages of moto as they are', async () => {
    answerOfMoto = { status: 200, body: groups(12).replace('</Desc', '<nextToken>own</nextToken></Desc') };
    expect((await describeGroups({ MaxResults: '5' })).text).toBe(answerOfMoto.body);
  });

  it.each(['4', '1001', 'many'])('refuses MaxResults %s', async (size) => {
    const { status, text } = await describeGroups({ MaxResults: size });
    expect(status).toBe(400);
    expect(text).toContain('<Code>InvalidParameterValue</Code>');
  });

  it('refuses a token of another operation, and one that was never given', async () => {
    const token = tokenIn((await describeGroups({ MaxResults: '5' })).text);
    const other = await ask({ form: { Action: 'DescribeVpcs', MaxResults: '5', NextToken: token } });
    const unknown = await describeGroups({ MaxResults: '5', NextToken: 'testbed-99-5' });
    expect([other, unknown].map(({ text }) => /<Code>(\w+)/.exec(text)?.[1])).toEqual([
      'InvalidPaginationToken',
      'InvalidPaginationToken',
    ]);
  });
});

describe('faults', () => {
  it('throttle as often as told, then let pass', async () => {
    await setFaults([{ kind: 'throttle', operation: 'DescribeSecurityGroups', times: 2, after: 1 }]);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await describeGroups()).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  it.each([
    ['ec2', 'throttle', 503, 'RequestLimitExceeded'],
    ['rds', 'throttle', 400, 'Throttling'],
    ['ec2', 'server-error', 500, 'InternalError'],
    ['ec2', 'unavailable', 503, 'Unavailable'],
    ['ec2', 'expired', 400, 'RequestExpired'],
    ['rds', 'expired', 403, 'ExpiredToken'],
    ['ec2', 'denied', 403, 'UnauthorizedOperation'],
    ['rds', 'denied', 403, 'AccessDenied'],
    ['ec2', 'denied-by-organization', 403, 'service control policy'],
    ['ec2', 'not-opted-in', 401, 'AuthFailure'],
    ['ec2', 'skewed', 403, 'SignatureDoesNotMatch'],
  ] as const)('word for %s a fault %s as AWS does', async (service, kind, status, words) => {
    await setFaults([{ kind, service }]);
    const said = await ask({ service, form: { Action: 'DescribeThings' } });
    expect(said.status).toBe(status);
    expect(said.text).toContain(words);
  });

  it('word an error in JSON for a service that speaks JSON', async () => {
    await setFaults([{ kind: 'throttle' }]);
    const said = await ask({ service: 'ecs', target: 'AmazonEC2ContainerServiceV20141113.ListClusters' });
    expect(said.status).toBe(400);
    expect(JSON.parse(said.text)).toEqual({ __type: 'ThrottlingException', message: 'Rate exceeded' });
  });

  it('hit only what all of their parts fit', async () => {
    await setFaults([
      { kind: 'denied', service: 'ec2', region: 'us-east-1' },
      { kind: 'denied', contains: 'Secret' },
    ]);
    expect((await describeGroups()).status).toBe(200);
    expect((await describeGroups({ Name: 'Secret' })).status).toBe(403);
  });

  it('cut the connection, or never answer', async () => {
    await setFaults([{ kind: 'reset' }]);
    await expect(describeGroups()).rejects.toThrow('fetch failed');
    await setFaults([{ kind: 'hang' }]);
    await expect(ask({ form: { Action: 'DescribeVpcs' } }, AbortSignal.timeout(50))).rejects.toThrow('timeout');
  });

  it('answer with half of the truth, or with a page of HTML', async () => {
    await setFaults([{ kind: 'truncated' }]);
    expect((await describeGroups()).text).toBe(groups(12).slice(0, groups(12).length / 2));
    await setFaults([{ kind: 'html' }]);
    expect((await describeGroups()).text).toMatch(/^<!DOCTYPE html>/);
  });

  it('delay the true answer', async () => {
    await setFaults([{ kind: 'slow', delayMs: 60 }]);
    const begun = performance.now();
    expect((await describeGroups()).text).toBe(groups(12));
    expect(performance.now() - begun).toBeGreaterThan(50);
  });
});

describe('what moto says', () => {
  it('is asked for one thing at a time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => describeGroups()));
    expect(mostBusy).toBe(1);
  });

  it('is worded as EC2 words a denial', async () => {
    const message = 'User: arn:aws:iam::111122223333:user/reader is not authorized to perform: ec2:DescribeVpcs';
    answerOfMoto = { status: 403, body: `<R><Code>AccessDenied</Code><Message>${message}</Message></R>` };
    const said = await ask({ form: { Action: 'DescribeVpcs' } });
    expect(said.text).toContain('<Code>UnauthorizedOperation</Code>');
    expect(said.text).toContain('user/reader is not authorized to perform: ec2:DescribeVpcs because no identity-based');
  });

  it('is named for what it is, and not a web page', async () => {
    answerOfMoto = { status: 200, body: '{"clusterArns":[]}', type: 'text/html; charset=utf-8' };
    expect((await ask({ service: 'ecs', target: 'X.ListClusters' })).type).toBe('application/json');
    answerOfMoto = { status: 200, body: '<html></html>', type: 'text/html' };
    expect((await ask({ service: 'ecs', target: 'X.ListClusters' })).type).toBe('text/html');
  });

  it('is worded in JSON for a service that speaks JSON', async () => {
    const message = 'User: arn:aws:iam::111122223333:user/reader is not authorized to perform: ecs:ListClusters';
    answerOfMoto = { status: 403, body: `<R><Code>AccessDenied</Code><Message>${message}</Message></R>` };
    const said = await ask({ service: 'ecs', target: 'X.ListClusters' });
    expect(JSON.parse(said.text)).toMatchObject({ __type: 'AccessDeniedException' });
  });
});

describe('what moto lacks', () => {
  it('goes to the Cost Explorer double, when IAM allows it', async () => {
    const said = await ask({ service: 'ce', target: 'AWSInsightsIndexService.GetCostAndUsage' });
    expect(said.text).toBe('{"ResultsByTime":[]}');
    expect(seen).toEqual(['authorize GetCostAndUsage']);
  });

  it('is an account without recommendations, until answers are set', async () => {
    const target = 'ComputeOptimizerService.GetIdleRecommendations';
    const question = { service: 'compute-optimizer', target };
    expect(JSON.parse((await ask(question)).text)).toEqual({ idleRecommendations: [], errors: [] });
    const body = { idleRecommendations: [{ resourceId: 'i-1' }] };
    await setAnswers([{ service: 'compute-optimizer', operation: 'GetIdleRecommendations', body }]);
    expect(JSON.parse((await ask(question)).text)).toEqual(body);
  });

  it('answers a dry run of a read as EC2 does', async () => {
    const said = await describeGroups({ DryRun: 'true' });
    expect(said.status).toBe(412);
    expect(said.text).toContain('<Code>DryRunOperation</Code>');
  });
});

describe('the count of requests', () => {
  it('tells operations and what came of them', async () => {
    await describeGroups();
    await setFaults([{ kind: 'throttle', times: 1 }]);
    await describeGroups();
    await describeGroups();
    const read = async (): Promise<unknown> => (await fetch(`${endpoint}/__testbed/requests`)).json();
    const common = { service: 'ec2', operation: 'DescribeSecurityGroups', region: 'eu-west-1' };
    expect(await read()).toEqual([
      { ...common, status: 200, count: 2 },
      { ...common, status: 503, count: 1 },
    ]);
    await fetch(`${endpoint}/__testbed/requests`, { method: 'DELETE' });
    expect(await read()).toEqual([]);
  });
});
