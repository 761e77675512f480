import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that the fake saw. */
export interface SeenRequest {
  /** `DescribeVpcs`, whatever the protocol. */
  readonly operation: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that speaks as AWS does, as far as a test says. */
export interface FakeAws {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Starts a fake on a free port of this machine. */
export async function startFakeAws(answer: (request: SeenRequest, response: ServerResponse) => void): Promise<FakeAws> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    const operation = target ?? new URLSearchParams(body).get('Action') ?? '';
    const one = { operation, url: request.url ?? '', headers: request.headers, body };
    seen.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers in XML, as EC2 and the query protocol do. */
export function answerXml(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}

/** An answer of EC2: items are given as XML. */
export function ec2Xml(operation: string, inner: string): string {
  return `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${inner}</${operation}Response>`;
}

/** An error of EC2. */
export function ec2Error(code: string, message: string): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`;
}

/** An answer of STS to GetCallerIdentity. */
export function callerXml(arn = 'arn:aws:sts::111122223333:assumed-role/reader/me', account = '111122223333'): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AROAEXAMPLE:me</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

/** Credentials of nobody. */
export function fakeCredentials(): () => Promise<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}> {
  return async () => ({ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'not-a-secret', sessionToken: 'not-a-token' });
}
