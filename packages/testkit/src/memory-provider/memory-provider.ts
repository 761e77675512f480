import {
  type Action,
  defineProvider,
  type Evidence,
  type FindingDefinition,
  type Json,
  type Permission,
  type Principal,
  type Provider,
  type RiskLevel,
  resourceRefSchema,
  type Target,
} from '@cloudops/spec';

/** One call that a memory provider was given. */
export interface MemoryCall {
  /** Without the provider's name. */
  readonly action: string;
  /** As its schema let it through. */
  readonly input: unknown;
  /** 1 for the first call of this action. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/** Answers a call; it may take its time, and throw as a faulty provider would. */
export type Respond = (call: MemoryCall) => Evidence<Json> | Promise<Evidence<Json>>;

/** An action of a memory provider. Without schemas it takes and gives anything. */
export interface MemoryAction {
  readonly name: string;
  /** `read` unless stated. */
  readonly risk?: RiskLevel;
  readonly input?: Action['input'];
  readonly output?: Action['output'];
  readonly permissions?: readonly Permission[];
  /** Whether a call counts as an API request; true unless stated. */
  readonly counts?: boolean;
}

/** What a memory provider is made of. */
export interface MemoryProviderOptions {
  readonly name: string;
  /** `1.0.0` unless stated. */
  readonly version?: string;
  readonly actions: readonly MemoryAction[];
  readonly respond: Respond;
  /** One target called `memory` in `dev` unless stated. */
  readonly targets?: readonly Target[];
  readonly findings?: readonly FindingDefinition[];
  /** `memory:tester` unless stated. */
  readonly identity?: Evidence<Principal>;
}

/** A provider that keeps what it was asked. */
export interface MemoryProvider extends Provider {
  /** All calls until now, in the order they came. */
  calls(): readonly MemoryCall[];
}

/**
 * Lets everything through as it is; made of a schema at hand, since this package does not depend on zod itself. The union
 * keeps the input untouched until the catch hands it on.
 */
const anything: Action['input'] = resourceRefSchema.or(resourceRefSchema).catch((context) => context.input as never);

const tester: Principal = {
  id: 'memory:tester',
  kind: 'service',
  established_by: 'memory',
  credential: 'short-lived',
};

function toAction(
  memory: MemoryAction,
  answer: (input: unknown, signal: AbortSignal) => Promise<Evidence<Json>>,
): Action {
  return {
    name: memory.name,
    description: `The scripted action ${memory.name}`,
    risk: memory.risk ?? 'read',
    input: memory.input ?? anything,
    output: memory.output ?? anything,
    estimatedSec: 0,
    estimatedCostUsd: 0,
    permissions: () => memory.permissions ?? [],
    doRun: async (input, context) => {
      if (memory.counts !== false) context.countCall();
      return answer(input, context.signal);
    },
  };
}

/** Makes a provider without a cloud behind it, for tests of the stages: its evidence is what `respond` says. */
export function createMemoryProvider(options: MemoryProviderOptions): MemoryProvider {
  const { name, version = '1.0.0', respond, findings = [], identity = { status: 'present', output: tester } } = options;
  const calls: MemoryCall[] = [];
  const actions = options.actions.map((memory) =>
    toAction(memory, async (input, signal) => {
      const number = calls.filter((call) => call.action === memory.name).length + 1;
      const call: MemoryCall = { action: memory.name, input, number, signal };
      calls.push(call);
      return respond(call);
    }),
  );
  const provider = defineProvider({
    specificationVersion: 'v1',
    name,
    version,
    actions,
    findings,
    targets: async () => options.targets ?? [{ provider: name, name: 'memory', environment: 'dev' }],
    doIdentify: async () => identity,
    close: async () => {},
  });
  return { ...provider, calls: () => [...calls] };
}
