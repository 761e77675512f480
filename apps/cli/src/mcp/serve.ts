import { join } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import { readCatalog } from '../composition/catalog.ts';
import { asAgent, findPrincipal } from '../composition/principal.ts';
import { openWorld } from '../composition/worlds.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { listenForInterruption } from '../signals.ts';
import { findToken } from './access-token.ts';
import { createCallQueue } from './call-queue.ts';
import { serveOnHttp } from './serve-http.ts';
import { serveOnStdio } from './serve-stdio.ts';
import type { ServerContext, ServerTargets } from './server-context.ts';
import { listTools } from './tool-list.ts';

/** How a server is started. */
export interface ServeOptions {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly targets: ServerTargets;
  readonly timeoutMs: number;
  /** Null serves one client on standard input and output. */
  readonly http: HttpPlace | null;
  note(text: string): void;
}

/** Where clients over HTTP come. */
export interface HttpPlace {
  readonly address: string;
  readonly port: number;
  /** Further names that clients may call this machine by. */
  readonly hosts: readonly string[];
  readonly tokenFile: string | undefined;
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Serves clients until they, or a signal, end it; runs that are under way are ended and recorded first. */
export async function serve(options: ServeOptions): Promise<void> {
  const interruption = listenForInterruption(null);
  const context = await createContext(options);
  const tools = listTools(context);
  try {
    if (options.http === null) await serveOnStdio(tools, context, interruption.signal);
    else await serveHttp(options.http, tools, context, interruption.signal);
  } finally {
    await context.queue.close(5000);
    interruption.dispose();
  }
}

async function serveHttp(
  { address, port, hosts, tokenFile }: HttpPlace,
  tools: ReturnType<typeof listTools>,
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { note, paths } = context;
  assertNamed(address, hosts);
  const file = tokenFile ?? join(paths.state, 'mcp-token');
  const onMade = (made: string): void => note(`A token was made and kept in ${file}: ${made}`);
  const token = await findToken({ environment: process.env, file, onMade });
  const onListening = (url: string): void => note(`Listening on ${url}`);
  await serveOnHttp(tools, context, { token, hosts: [...loopback, ...hosts], address, port, onListening }, signal);
}

/** Beyond this machine a server needs a name by which it is called: the check of Host headers refuses all others. */
function assertNamed(address: string, hosts: readonly string[]): void {
  if (hosts.length > 0 || ['127.0.0.1', '::1', 'localhost'].includes(address)) return;
  throw new CloudOpsError({
    code: 'USAGE',
    message: `On ${address} others can reach the server, by names that it would refuse.`,
    nextSteps: ['Say by which name clients call it: --allow-host NAME', 'Put something before it that speaks TLS.'],
  });
}

async function createContext({
  paths,
  assets,
  toolVersion,
  targets,
  timeoutMs,
  note,
}: ServeOptions): Promise<ServerContext> {
  const [configuration, catalog] = await Promise.all([readConfiguration(paths.configFile), readCatalog(assets, paths)]);
  // Wrong names are told to whoever starts the server, not to each client.
  if (targets.world !== undefined) await openWorld(targets.world, [assets.worlds, paths.userWorlds]);
  const settings = configuration.mcp;
  const unknown = settings.playbooks?.find(
    (name) => !catalog.entries.some(({ playbook }) => playbook.metadata.name === name),
  );
  if (unknown !== undefined) note(`mcp.playbooks names "${unknown}", which is no playbook here.`);
  return {
    ...{ paths, assets, toolVersion, configuration, settings, catalog, targets, timeoutMs, note },
    queue: createCallQueue({ running: 2, waiting: 16 }),
    principal: () => asAgent(findPrincipal(paths)),
  };
}
