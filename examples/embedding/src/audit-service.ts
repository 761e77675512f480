// Audit alone, in another service: each order is recorded before and after it is taken. No record, no order.
//   node src/audit-service.ts ./data 8080
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createCommandRecord, openAuditLog, type RecordContext } from '@cloudops/audit';

const [folder = './data', port = '0'] = process.argv.slice(2);
const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, { signal }),
};
const place = { path: join(folder, 'audit.db'), keyFolder: join(folder, 'keys') };
const log = openAuditLog({ ...place, origin: 'shop.example/orders', clock });

async function recorded(user: string, path: string, work: () => Promise<string>): Promise<string> {
  const principal = { id: user, kind: 'human', established_by: 'oidc', credential: 'short-lived' } as const;
  const context: RecordContext = { principal, clock, randomBytes, toolVersion: '1.0.0', host: hostname() };
  const action = { intent: path, run_id: `run_${randomBytes(8).toString('hex')}` };
  const started = createCommandRecord(context, { event: 'execution.started', status: 'started', action });
  await log.append(started);
  const end = (status: string) =>
    log.append(createCommandRecord(context, { event: 'execution.finished', status, action, parent: started.audit_id }));
  const result = await work().catch((error: unknown) => end('failed').then(() => Promise.reject(error)));
  await end('completed');
  return result;
}

const server = createServer(async ({ method, url = '/', headers }, response) => {
  const user = headers['x-user']; // as your gateway established it
  try {
    if (url === '/checkpoint') response.end(await log.checkpoint());
    else if (url === '/verify') response.end(JSON.stringify(await log.verify()));
    else if (method !== 'POST' || typeof user !== 'string') response.writeHead(400).end('POST an order, with x-user\n');
    else response.end(await recorded(user, url, async () => 'ordered\n'));
  } catch (error) {
    response.writeHead(503).end(`Not done: ${(error as Error).message}\n`);
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(JSON.stringify(server.address())));
process.once('SIGTERM', () => server.close(() => log.close()));
