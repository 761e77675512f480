import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type CliUser, program } from './run-cli.ts';
import { cleanUpLater } from './scene.ts';

/** Which revision of the protocol a client speaks: one of before 2026-07-28, or that one. */
export type Era = 'legacy' | 'auto';

/** Both. */
export const eras: readonly Era[] = ['legacy', 'auto'];

/** A client of a server of its own. */
export interface StdioClient {
  readonly client: Client;
  readonly pid: number;
  /** What the server said on standard error so far. */
  errors(): string;
}

/** The official client, over standard input and output of the built command line. */
export async function connectStdio(user: CliUser, args: readonly string[], era: Era = 'legacy'): Promise<StdioClient> {
  const transport = new StdioClientTransport({
    ...{ command: process.execPath, args: [program, 'mcp', ...args], cwd: user.home, stderr: 'pipe' },
    env: { PATH: process.env.PATH ?? '', HOME: user.home, LANG: 'C.UTF-8' },
  });
  let errors = '';
  transport.stderr?.on('data', (text) => (errors += String(text)));
  const client = createClient(era);
  await client.connect(transport);
  cleanUpLater(() => client.close());
  return { client, pid: transport.pid ?? 0, errors: () => errors };
}

/** A server over HTTP. */
export interface HttpServer {
  readonly url: string;
  readonly token: string;
  readonly child: ChildProcess;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
  errors(): string;
  connect(era?: Era): Promise<Client>;
  /** A request by hand, as a client of the protocol before 2026-07-28 sends it. */
  request(body: string, headers?: Readonly<Record<string, string>>): Promise<{ status: number; text: string }>;
}

/** Starts the built command line as a server on a free loopback port. */
export async function startHttp(user: CliUser, args: readonly string[]): Promise<HttpServer> {
  const child = spawn(process.execPath, [program, 'mcp', '--http', '--port', '0', ...args], {
    ...{ cwd: user.home, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { PATH: process.env.PATH ?? '', HOME: user.home, LANG: 'C.UTF-8' },
  });
  cleanUpLater(() => child.kill('SIGKILL'));
  let errors = '';
  const listening = Promise.withResolvers<string>();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    const url = /Listening on (\S+)/.exec(errors)?.[1];
    if (url !== undefined) listening.resolve(url);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  void ended.then(() => listening.reject(new Error(`The server ended: ${errors}`)));
  const url = await listening.promise;
  const token = readFileSync(join(user.state, 'mcp-token'), 'utf8').trim();
  const authorization = `Bearer ${token}`;
  return {
    ...{ url, token, child, ended, errors: () => errors },
    async connect(era = 'legacy') {
      const client = createClient(era);
      await client.connect(
        new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization } } }),
      );
      cleanUpLater(() => client.close());
      return client;
    },
    async request(body, headers = {}) {
      const common = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
      const response = await fetch(url, { method: 'POST', body, headers: { ...common, authorization, ...headers } });
      return { status: response.status, text: await response.text() };
    },
  };
}

function createClient(mode: Era): Client {
  return new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
}

/** What a tool's result says, as text. */
export function textOf(result: CallToolResult): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
