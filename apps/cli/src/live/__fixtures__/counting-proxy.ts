import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Testbed } from '@cloudops/testbed';

/** An accepted write that was no dry run. */
export interface Write {
  /** Such as `PATCH /apis/apps/v1/namespaces/shop/deployments/api`. */
  readonly what: string;
  /** When it was passed on, by `performance.now()`. */
  readonly at: number;
}

/** A loopback port that passes everything on to a test bed's API server, and remembers what was written. */
export interface CountingProxy {
  readonly url: string;
  /** The same for one sender, whose requests are counted. */
  urlOf(sender: string): string;
  /** Resolves when a sender's request of that number came in, counted from 1; it is passed on all the same. */
  whenAsked(sender: string, count: number): Promise<void>;
  /** How many requests of a sender came in. */
  countOf(sender: string): number;
  /** Accepted writes to paths that end in this, oldest first. */
  writesOf(pathEnd: string): readonly Write[];
  /** All accepted writes. */
  readonly writes: readonly Write[];
  close(): Promise<void>;
}

const reviews = /\/selfsubject[a-z]*reviews$/;

/** Counts the requests of each sender. */
class Turnstile {
  readonly #counts = new Map<string, number>();
  readonly #waiting: { sender: string; count: number; resolve(): void }[] = [];

  count(sender: string): number {
    return this.#counts.get(sender) ?? 0;
  }

  pass(sender: string): void {
    const count = this.count(sender) + 1;
    this.#counts.set(sender, count);
    for (const waiting of this.#waiting) if (waiting.sender === sender && waiting.count === count) waiting.resolve();
  }

  wait(sender: string, count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ sender, count, resolve });
    });
  }
}

/** `/from/SENDER/api/v1/pods`. */
const ofSender = /^\/from\/([a-z0-9-]+)(\/.*)$/;

/** Starts the proxy. A request is passed on whole, whoever hangs up meanwhile, as by a load balancer. */
export async function startCountingProxy(testbed: Testbed): Promise<CountingProxy> {
  const agent = new Agent({ ca: readFileSync(join(testbed.folder, 'pki', 'ca.crt')), keepAlive: true });
  const writes: Write[] = [];
  const turnstile = new Turnstile();
  const server = createServer((incoming, outgoing) => {
    const [, sender, path = incoming.url ?? '/'] = ofSender.exec(incoming.url ?? '') ?? [];
    if (sender !== undefined) turnstile.pass(sender);
    const passage = { agent, url: new URL(path, testbed.serverUrl), onWrite: (write: Write) => writes.push(write) };
    passOn(incoming, outgoing, passage);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    writes,
    urlOf: (sender) => `${url}/from/${sender}`,
    whenAsked: (sender, count) => turnstile.wait(sender, count),
    countOf: (sender) => turnstile.count(sender),
    writesOf: (pathEnd) => writes.filter(({ what }) => what.endsWith(pathEnd)),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

interface Passage {
  readonly agent: Agent;
  readonly url: URL;
  onWrite(write: Write): void;
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, { agent, url, onWrite }: Passage): void {
  const { method = 'GET', headers } = incoming;
  const at = performance.now();
  const sent = requestHttps(url, { method, headers, agent }, (answer) => {
    const status = answer.statusCode ?? 502;
    const isWrite = method !== 'GET' && !url.searchParams.has('dryRun') && !reviews.test(url.pathname);
    if (isWrite && status < 300) onWrite({ what: `${method} ${url.pathname}`, at });
    outgoing.writeHead(status, answer.headers);
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  sent.on('error', () => outgoing.destroy());
  incoming.pipe(sent);
}
