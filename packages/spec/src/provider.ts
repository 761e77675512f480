import type { z } from 'zod';
import { type ChangeMark, type ChangeOutcome, type ChangeProtocol, changeOutcomeSchema } from './change.ts';
import type { Clock } from './clock.ts';
import type { Principal } from './decision.ts';
import type { Evidence } from './evidence.ts';
import type { FindingDefinition } from './finding.ts';
import type { Json } from './json.ts';
import type { Target } from './plan.ts';
import type { RiskLevel } from './playbook.ts';

/** Something an action tells while it runs; shown as live progress, never part of the result. */
export interface ActionProgress {
  /** Short text such as `page 4` or `sample 2 of 3`. May hold text from the cloud. */
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
}

/** A right that an action needs, as the provider words it. */
export interface Permission {
  /** Such as `list`. */
  readonly verb: string;
  /** Such as `pods` or `metrics.k8s.io/nodes`. */
  readonly resource: string;
  readonly namespace?: string;
}

/** What a run was allowed to do, so that a provider can narrow its credentials to it. */
export interface Grant {
  /** The plan's id, `pln_` and 64 hex digits. */
  readonly planId: string;
  /** Id of the principal that the plan was decided for. */
  readonly principal: string;
  /** All that the plan's steps need of this provider, as far as their inputs are known before the run. */
  readonly permissions: readonly Permission[];
}

/** What an action is given besides its input. */
export interface ActionContext {
  /** Aborts at the step's deadline or an interrupt. Actions must pass it to every call. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly target: Target;
  /** Left out where no plan runs, as in a health check. */
  readonly grant?: Grant;
  /** Which change this call belongs to; set for every call of a {@link ChangeProtocol} and no other. */
  readonly change?: ChangeMark;
  /** Progress for a person; may be called any number of times, never fails. */
  notify(progress: ActionProgress): void;
  /** Counts one API request. To be called for each request sent, retries included. */
  countCall(): void;
}

/** How the risk of an action depends on its input, for actions that reach many operations. */
export interface RiskByInput {
  /** Names of the inputs that decide. A playbook must write them literally for the lower risk to count. */
  readonly inputs: readonly string[];
  /** @returns the risk of an input whose values are known; must not touch a cloud. */
  riskOf(values: Readonly<Record<string, Json>>): Promise<RiskLevel>;
}

/**
 * One thing a provider can do. `doRun` is called by the executor only, after policy allowed the plan and an audit
 * record was written; its input has passed `input`. A read may be called again after a failure.
 * Expected failures (denied, not found, timed out) are returned as `unknown` or `absent`; throwing is for bugs.
 */
export interface Action<Input = unknown, Output = unknown> {
  /** Without the provider's name, such as `list`. */
  readonly name: string;
  readonly description: string;
  /** The highest, where {@link RiskByInput} makes it less for some inputs. */
  readonly risk: RiskLevel;
  readonly riskByInput?: RiskByInput;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** A guess for one call, in seconds. */
  readonly estimatedSec: number;
  /** For one call, in USD; 0 for most. */
  readonly estimatedCostUsd: number;
  /**
   * The least rights that `doRun` needs for this input. Also asked before a run, with values from earlier steps still
   * missing: then it says what it can.
   */
  permissions(input: Input): readonly Permission[];
  /** How it changes something. An action whose risk is not `read` and that lacks it is never run. */
  readonly change?: ChangeProtocol<Input>;
  doRun(input: Input, context: ActionContext): Promise<Evidence<Output>>;
}

/** What a provider delivers. Created by a factory that reads nothing; the first call may open connections. */
export interface Provider {
  readonly specificationVersion: 'v1';
  /** Such as `kubernetes`. The first part of its actions' full names. */
  readonly name: string;
  readonly version: string;
  readonly actions: readonly Action[];
  /** Registry of the codes that its analyzers report. */
  readonly findings: readonly FindingDefinition[];
  /**
   * Where its actions go, checked without touching the network. Called before planning.
   * @throws CloudOpsError when nothing is configured or a name does not exist.
   */
  targets(): Promise<readonly Target[]>;
  /** Who the target says we are; called once before a run. `unknown` when it cannot tell. */
  doIdentify(context: ActionContext): Promise<Evidence<Principal>>;
  /**
   * Which cluster or account the context's target really is, as it says itself: such as the uid of the namespace
   * `kube-system`, or the account's number. Needed by providers that change something: names can be pointed elsewhere.
   */
  doLocate?(context: ActionContext): Promise<Evidence<string>>;
  /** Ends connections. May be called twice. */
  close(): Promise<void>;
}

/**
 * Keeps an action's types for its author while the list of a provider's actions has one type.
 * @returns the same object.
 */
export function defineAction<Input, Output>(action: Action<Input, Output>): Action {
  return action as unknown as Action;
}

/** An action that changes something, as its author writes it. */
export interface ChangeAction<Input>
  extends Pick<Action<Input>, 'name' | 'description' | 'input' | 'estimatedSec' | 'estimatedCostUsd' | 'permissions'> {
  readonly risk: 'write' | 'delete';
  readonly change: ChangeProtocol<Input>;
}

/**
 * Makes an action of a change. Its output is a {@link ChangeOutcome}, which the executor writes.
 * @returns an action whose `doRun` does nothing and says so: a change is made by its protocol alone.
 */
export function defineChange<Input>(action: ChangeAction<Input>): Action {
  const message = `${action.name} changes something, and is run by its protocol only`;
  return defineAction<Input, ChangeOutcome>({
    ...action,
    output: changeOutcomeSchema,
    doRun: async () => ({ status: 'unknown', reason: { kind: 'invalid', message } }),
  });
}

/** Checks nothing at run time; gives a provider object its type and its literal version. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
