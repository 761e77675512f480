import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addDays } from './ledger/day.ts';
import type { Ledger } from './ledger/ledger.ts';
import { type AccountState, accountOf, type LedgerBook, ledgerOf } from './wire/account.ts';
import { WireFault } from './wire/fault.ts';
import { createFaultPlan, type Disturbance, type FaultPlan, type PlannedFault } from './wire/fault-plan.ts';
import { type CallName, callNameOf, findOperation } from './wire/operations.ts';
import type { CostRequest } from './wire/request.ts';

/** What a double is started with. */
export interface CostExplorerOptions {
  /** One ledger, or several by their payers. */
  readonly ledger: Ledger | readonly Ledger[];
  /** ISO 8601; each ledger's own time unless stated. What is billed later is hidden. */
  readonly now?: string;
  /** Of accounts where Cost Explorer is not simply there. */
  readonly states?: Readonly<Record<string, AccountState>>;
  /** Groups a page of GetCostAndUsage; 5,000 unless stated. */
  readonly groupsPerPage?: number;
  /** A free one unless stated. */
  readonly port?: number;
}

/** One call that the double got. */
export interface LoggedRequest {
  readonly service: CallName['service'] | 'unknown';
  readonly operation: string;
  readonly account: string;
  readonly input: unknown;
  /** `ok`, or the exception or disturbance it was answered with. */
  readonly outcome: string;
}

/** A running double. */
export interface CostExplorerDouble {
  /** Such as `http://127.0.0.1:40123`; also Budgets' and SavingsPlans'. */
  readonly endpoint: string;
  /** All calls so far, oldest first. Cost Explorer bills each of service `ce`. */
  requests(): readonly LoggedRequest[];
  /** Says whose an access key is, such as one that moto gave out. */
  register(accessKeyId: string, account: string): void;
  /** Plans what goes wrong from now on; replaces what was planned. */
  faults(planned: readonly PlannedFault[]): void;
  stop(): Promise<void>;
}

interface State {
  readonly book: LedgerBook;
  readonly plan: FaultPlan;
  readonly log: LoggedRequest[];
  readonly groupsPerPage: number;
}

const longestBody = 1_000_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new WireFault('ValidationException', 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): CostRequest {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as CostRequest;
  } catch {
    // Told below, as the service does.
  }
  throw new WireFault('ValidationException', 'The request body is not a JSON object.');
}

function send(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': '00000000-0000-4000-8000-000000000000',
    ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
  });
  response.end(JSON.stringify(body));
}

function disturb(response: ServerResponse, how: Disturbance): void {
  if (how === 'reset') response.socket?.destroy();
  else if (how === 'html') {
    response.writeHead(503, { 'content-type': 'text/html' });
    response.end('<html><body><h1>503 Service Unavailable</h1></body></html>');
  } else if (how === 'truncated') {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end('{"ResultsByTime":[{"TimePeriod":{"Start":"20');
  }
}

/** An exception's member is `Message` where Cost Explorer models it, `message` where the front end throws. */
function faultBody({ type, message }: WireFault): object {
  const isCommon = ['ValidationException', 'AccessDeniedException', 'ThrottlingException', 'ExpiredTokenException'];
  return { __type: type, [isCommon.includes(type) ? 'message' : 'Message']: message };
}

function perform(state: State, call: CallName, account: string, input: CostRequest): object {
  const operation = findOperation(call);
  if (operation === undefined) throw new WireFault('UnknownOperationException', `${call.operation} is not known.`);
  return operation(ledgerOf(account, state.book), input, { groupsPerPage: state.groupsPerPage });
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.headers['x-amz-target'];
  const call = callNameOf(typeof target === 'string' ? target : undefined, request.url ?? '/');
  const account = accountOf(request.headers, state.book);
  let input: CostRequest = {};
  const log = (outcome: string): void => {
    state.log.push({ service: call?.service ?? 'unknown', operation: call?.operation ?? '', account, input, outcome });
  };
  try {
    input = parseBody(await readBody(request));
    if (call === null) throw new WireFault('UnknownOperationException', 'The operation is not known.');
    const disturbance = state.plan.next({ ...call, account });
    const body = disturbance === null ? perform(state, call, account, input) : {};
    log(disturbance ?? 'ok');
    if (disturbance === null) send(response, 200, body);
    else disturb(response, disturbance);
  } catch (error) {
    const fault = error instanceof WireFault ? error : new WireFault('InternalServerException', String(error), 500);
    log(fault.type);
    send(response, fault.status, faultBody(fault), fault.type);
  }
}

/** The ledger as it was known at a time. */
function asOf(ledger: Ledger, now: string | undefined): Ledger {
  if (now === undefined) return ledger;
  const end = addDays(now.slice(0, 10), 1);
  return { ...ledger, now, items: ledger.items.filter(({ date }) => date < end) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Starts a server that answers Cost Explorer, Budgets and SavingsPlans in their wire protocols, computed from ledgers.
 * Credentials are not checked; they only say which account asks.
 */
export async function startCostExplorer(options: CostExplorerOptions): Promise<CostExplorerDouble> {
  const ledgers = (Array.isArray(options.ledger) ? options.ledger : [options.ledger]) as readonly Ledger[];
  const keys = new Map<string, string>();
  const state: State = {
    book: {
      keys,
      ledgers: ledgers.map((ledger) => asOf(ledger, options.now)),
      states: options.states ?? {},
    },
    plan: createFaultPlan(),
    log: [],
    groupsPerPage: options.groupsPerPage ?? 5000,
  };
  const server = createServer((request, response) => {
    void answer(state, request, response);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests: () => [...state.log],
    register: (accessKeyId, account) => void keys.set(accessKeyId, account),
    faults: (planned) => state.plan.set(planned),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
