import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { toErrorAnswer, toJsonAnswer, type WireAnswer } from './answer.ts';
import { type AwsRequest, readAwsRequest } from './aws-request.ts';
import { type Control, createControl } from './control.ts';
import { Doubles } from './doubles.ts';
import { type Fault, FaultTable, toFaultError } from './faults.ts';
import { Pager, refusePaging } from './paging.ts';
import { createSerialUpstream, createUpstream, type Upstream } from './upstream.ts';
import { wordAsAws } from './wording.ts';

/** How to make a proxy. */
export interface ProxyOptions {
  /** Where moto listens. */
  readonly upstream: string;
  /** Services that something else answers, by the name they are signed for, such as `ce`. */
  readonly routes: Readonly<Record<string, string>>;
}

/** What an answer is, or what else becomes of the connection. */
type Outcome = WireAnswer | 'cut' | 'hang';

const operationOf = 'x-testbed-authorize';

function isRead(operation: string): boolean {
  return /^(Describe|Get|List|Search)/.test(operation);
}

/** A proxy between AWS clients and moto that speaks as AWS does. */
class AwsProxy {
  readonly #moto: Upstream;
  readonly #routes: ReadonlyMap<string, Upstream>;
  readonly #pager = new Pager();
  readonly #faults = new FaultTable();
  readonly #doubles = new Doubles();
  readonly #control: Control;

  constructor(options: ProxyOptions) {
    this.#moto = createSerialUpstream(options.upstream);
    this.#routes = new Map(Object.entries(options.routes).map(([name, url]) => [name, createUpstream(url)]));
    this.#control = createControl({ moto: this.#moto, faults: this.#faults, doubles: this.#doubles });
  }

  /** Answers one HTTP exchange. */
  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const received = { method, path, headers, body: Buffer.concat(chunks) };
    if (path.startsWith('/__testbed/')) return write(outgoing, await this.#control.answer(received));
    const request = readAwsRequest(received);
    const outcome = await this.#outcome(request);
    this.#control.count(request, typeof outcome === 'string' ? 0 : outcome.status);
    if (outcome === 'cut') incoming.socket.destroy();
    else if (outcome !== 'hang') write(outgoing, outcome);
  }

  async #outcome(request: AwsRequest): Promise<Outcome> {
    const fault = this.#faults.take(request);
    if (fault === null) return this.#answer(request);
    const error = toFaultError(fault.kind, request);
    return error === null ? this.#disturb(fault, request) : toErrorAnswer(request, error);
  }

  async #disturb(fault: Fault, request: AwsRequest): Promise<Outcome> {
    if (fault.kind === 'reset') return 'cut';
    if (fault.kind === 'hang') return 'hang';
    if (fault.kind === 'html') {
      const body = Buffer.from('<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome</body></html>');
      return { status: 200, headers: { 'content-type': 'text/html' }, body };
    }
    if (fault.kind === 'slow') await sleep(fault.delayMs ?? 3_000);
    const answer = await this.#answer(request);
    if (fault.kind !== 'truncated') return answer;
    return { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) };
  }

  async #answer(request: AwsRequest): Promise<WireAnswer> {
    const route = this.#routes.get(request.service);
    const double = route === undefined ? this.#doubles.answer(request) : null;
    if (route === undefined && double === null) return this.#ask(request);
    const refused = await this.#authorize(request);
    if (refused !== null) return refused;
    return route === undefined ? (double ?? toJsonAnswer(500, {})) : route.forward(request);
  }

  async #ask(request: AwsRequest): Promise<WireAnswer> {
    if (request.service !== 'ec2' || !isRead(request.operation))
      return wordAsAws(request, await this.#moto.forward(request));
    const refused = refusePaging(request);
    if (refused !== null) return toErrorAnswer(request, refused);
    if (request.form.get('DryRun') === 'true' || this.#pager.isOwn(request)) {
      return (await this.#authorize(request)) ?? this.#withoutMoto(request);
    }
    const answer = wordAsAws(request, await this.#moto.forward(request));
    if (answer.status !== 200 || !request.form.has('MaxResults')) return answer;
    return { ...answer, body: Buffer.from(this.#pager.begin(request, answer.body.toString('utf8'))) };
  }

  /** A further page, or the answer to a dry run: neither needs moto, save to say that it is allowed. */
  #withoutMoto(request: AwsRequest): WireAnswer {
    if (request.form.get('DryRun') === 'true') {
      const message = 'Request would have succeeded, but DryRun flag is set.';
      return toErrorAnswer(request, { status: 412, code: 'DryRunOperation', message });
    }
    const page = this.#pager.continue(request);
    if (typeof page !== 'string') return toErrorAnswer(request, page);
    return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: Buffer.from(page) };
  }

  /** Asks moto's IAM; null when it allows the request. */
  async #authorize(request: AwsRequest): Promise<WireAnswer | null> {
    const name = request.operation.replace(/^\w+ \//, '');
    const asked = await this.#moto.forward({ ...request, headers: { ...request.headers, [operationOf]: name } });
    if (asked.status === 200) return null;
    const said = JSON.parse(asked.body.toString('utf8')) as { readonly code: string; readonly message: string };
    const worded = toErrorAnswer(request, { status: asked.status, ...said });
    return wordAsAws(request, worded);
  }
}

function write(outgoing: ServerResponse, answer: WireAnswer): void {
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  outgoing.end(answer.body);
}

/** A server that is a proxy before moto. It does not listen yet. */
export function createAwsProxy(options: ProxyOptions): Server {
  const proxy = new AwsProxy(options);
  return createServer((incoming, outgoing) => {
    proxy.handle(incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) write(outgoing, toJsonAnswer(502, { message: String(error) }));
      else outgoing.destroy();
    });
  });
}
