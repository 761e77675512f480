import { awsError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';
import { assertAnswerPath } from './answer-path.ts';
import { toSdkInput } from './sdk-input.ts';

/** The part of an SDK client that is used here. */
export interface SdkClient {
  readonly config: object;
  send(command: object, options: object): Promise<object>;
  destroy(): void;
}

/** An SDK paginator: gives one answer after the other. */
export type SdkPaginator = (
  config: { readonly client: SdkClient; readonly stopOnSameToken: boolean },
  input: object,
  options: object,
) => AsyncIterable<object>;

/** One service of the SDK, found by name. */
export interface ServiceModule {
  createClient(config: object): SdkClient;
  /** @throws CloudOpsError `OPERATION_UNKNOWN`, `INPUT_INVALID`. */
  createCommand(operation: string, input: object): object;
  /** The input as a paginator has to be given it. @throws CloudOpsError `OPERATION_UNKNOWN`, `INPUT_INVALID`. */
  toInput(operation: string, input: object): object;
  /** @throws CloudOpsError `OPERATION_UNKNOWN`, or `INPUT_INVALID` when the operation's answer has no such dotted path. */
  assertPath(operation: string, path: string): void;
  /** Null when the SDK has none for the operation. */
  paginatorOf(operation: string): SdkPaginator | null;
}

type Exports = Readonly<Record<string, unknown>>;
type Constructor<Made> = new (argument: object) => Made;

function findClient(exports: Exports, service: string): Constructor<SdkClient> {
  const name = Object.keys(exports).find((key) => /^[A-Z]\w*Client$/.test(key) && typeof exports[key] === 'function');
  if (name === undefined) throw serviceUnknown(service, undefined);
  return exports[name] as Constructor<SdkClient>;
}

function serviceUnknown(service: string, cause: unknown): Error {
  const name = printable(service, 60);
  return awsError({
    code: 'SERVICE_UNKNOWN',
    message: `There is no client for the AWS service ${name}.`,
    nextSteps: [
      'Write the service as its SDK client is named: ec2, cost-explorer, elastic-load-balancing-v2.',
      `Install @aws-sdk/client-${name} beside CloudOps, where that exists.`,
    ],
    cause,
  });
}

function operationUnknown(exports: Exports, service: string, operation: string): Error {
  const known = Object.keys(exports).flatMap((key) => /^([A-Z]\w*)Command$/.exec(key)?.[1] ?? []);
  const near = nearest(operation, known);
  return awsError({
    code: 'OPERATION_UNKNOWN',
    message: `The AWS service ${service} has no operation ${printable(operation, 80)}.`,
    nextSteps: [
      near.length === 0 ? 'Look it up in the service’s API reference.' : `Did you mean ${near.join(' or ')}?`,
    ],
  });
}

async function importService(service: string): Promise<Exports> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(service)) throw serviceUnknown(service, undefined);
  try {
    return (await import(/* @vite-ignore */ `@aws-sdk/client-${service}`)) as Exports;
  } catch (cause) {
    throw serviceUnknown(service, cause);
  }
}

/**
 * Loads the SDK's client package of a service; nothing of it is loaded before.
 * @throws CloudOpsError `SERVICE_UNKNOWN`.
 */
export async function loadService(service: string): Promise<ServiceModule> {
  const exports = await importService(service);
  const Client = findClient(exports, service);
  const commandOf = (operation: string): Constructor<object> => {
    const Command = Object.hasOwn(exports, `${operation}Command`) ? exports[`${operation}Command`] : undefined;
    if (typeof Command !== 'function') throw operationUnknown(exports, service, operation);
    return Command as Constructor<object>;
  };
  // A command knows its schema only once it is made.
  const schemaOf = (operation: string): unknown =>
    (new (commandOf(operation))({}) as { readonly schema?: unknown }).schema;
  const toInput = (operation: string, input: object): object => toSdkInput(schemaOf(operation), operation, input);
  return {
    createClient: (config) => new Client(config),
    createCommand: (operation, input) => new (commandOf(operation))(toInput(operation, input)),
    toInput,
    assertPath: (operation, path) => assertAnswerPath(schemaOf(operation), operation, path),
    paginatorOf(operation) {
      const paginator = exports[`paginate${operation}`];
      return typeof paginator === 'function' ? (paginator as SdkPaginator) : null;
    },
  };
}
