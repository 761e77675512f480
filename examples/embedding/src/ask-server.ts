// The whole pipeline in a server: POST /ask {"question"} → a report, from a recorded world or a cluster.
//   node src/ask-server.ts hot-shard.world.json ./data 8080
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openAuditLog } from '@cloudops/audit';
import { createEngine, describeActions } from '@cloudops/engine';
import { openJournal } from '@cloudops/executor';
import { createAwsProvider } from '@cloudops/executor-aws';
import { createKubernetesProvider } from '@cloudops/executor-k8s';
import { createLocalParser } from '@cloudops/intent';
import { loadCatalog, shippedPlaybooksFolder } from '@cloudops/playbooks';
import { createPolicyEngine, loadDefaultPolicies } from '@cloudops/policy';
import { renderReport } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { createReplayTransport, createWorldClock, parseWorld } from '@cloudops/testkit';

const [worldFile = 'hot-shard.world.json', folder = './data', port = '0'] = process.argv.slice(2);
const world = parseWorld(readFileSync(worldFile, 'utf8'), worldFile);
const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, { signal }),
};
const version = '1.0.0';
const known = [createKubernetesProvider({ version }), createAwsProvider({ version })];
const target = { provider: 'kubernetes', name: world.name, environment: 'prod' };
const replay = () => ({ transport: createReplayTransport(world, 'kubernetes'), target, allowNodeProxy: true });
const engine = createEngine({
  parser: createLocalParser(),
  catalog: await loadCatalog({
    folders: [{ origin: 'shipped', folder: shippedPlaybooksFolder() }],
    ...{ actions: describeActions(known), findings: known.flatMap(({ findings }) => findings.map(({ code }) => code)) },
  }),
  policy: createPolicyEngine({ load: loadDefaultPolicies }),
  connect: async () => [createKubernetesProvider({ version, ...replay() })], // yours: { version, context: 'prod-eu' }
  audit: openAuditLog({
    path: join(folder, 'audit.db'),
    keyFolder: join(folder, 'keys'),
    origin: 'ask.example',
    clock,
  }),
  journal: openJournal({ databasePath: join(folder, 'runs.db'), evidenceFolder: join(folder, 'evidence'), clock }),
  ...{ clock, executionClock: createWorldClock(world), randomBytes, environments: [], providers: ['kubernetes'] },
  principal: { id: 'service:ask', kind: 'service', established_by: 'oidc', credential: 'short-lived' },
  ...{ toolVersion: version, host: hostname() },
});

async function readQuestion(request: AsyncIterable<unknown>): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new RangeError('The question is too long.');
  }
  return String((JSON.parse(body) as { question?: unknown } | null)?.question ?? '');
}

const server = createServer(async (request, response) => {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const options = { signal: gone.signal, readOnly: true, defaults: world.inputs };
    const { kind, report, summary } = await engine.investigate(await readQuestion(request), options);
    // The same JSON as of `cloudops investigate -o json`.
    response.setHeader('x-outcome', kind).end(renderReport(report, 'json', { run: summary }));
  } catch (error) {
    const isAsked = CloudOpsError.isInstance(error) || error instanceof SyntaxError || error instanceof RangeError;
    response.writeHead(isAsked ? 400 : 500).end(JSON.stringify({ error: isAsked ? error.message : 'unexpected' }));
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(JSON.stringify(server.address())));
process.once('SIGTERM', () => server.close(() => engine.close()));
