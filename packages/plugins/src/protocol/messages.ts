import type { ChangeMark, Grant, Json, JsonObject, Target, WireRequest } from '@cloudops/spec';
import { z } from 'zod';

/** What of a plugin is loaded, and with what. The first message to a runner. */
export interface OpenMessage {
  readonly kind: 'open';
  readonly what: 'provider' | 'command';
  /** Absolute path of the module. */
  readonly file: string;
  readonly version: string;
  readonly environment: string;
  readonly settings: JsonObject;
  /** Of the transport; null where there is none. */
  readonly endpoint: string | null;
}

/** The calls of a change's protocol. */
export type ChangeMethod = 'doObserve' | 'doDryRun' | 'doChange' | 'doLook' | 'doVerify' | 'doUndo';

/** What can be called in a plugin. */
export type PluginMethod = 'targets' | 'doIdentify' | 'doLocate' | 'doRun' | 'riskOf' | 'run' | 'close' | ChangeMethod;

/** The parts of an action's context that are plain. */
export interface PlainContext {
  readonly target: Target;
  readonly grant?: Grant;
  readonly change?: ChangeMark;
}

/** One call. */
export interface CallMessage {
  readonly kind: 'call';
  /** Counts up from 1. */
  readonly id: number;
  readonly method: PluginMethod;
  /** Name of the action, where the method is one of an action. */
  readonly action?: string;
  readonly arguments: readonly Json[];
  readonly context?: PlainContext;
}

/** What the host says. */
export type HostMessage =
  | OpenMessage
  | CallMessage
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly value: Json }
  | { readonly kind: 'refuse'; readonly id: number; readonly error: ThrownError };

/** An error on its way between the processes. */
export interface ThrownError {
  readonly name: string;
  readonly message: string;
  /** Such as `ERR_ACCESS_DENIED`. */
  readonly code?: string;
  /** Of a CloudOpsError. */
  readonly nextSteps?: readonly string[];
}

/** What a runner wants of the host for a call: null where it cannot tell for which. */
export type Ask =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly call: number | null;
      readonly what: 'sleep';
      readonly ms: number;
    }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly call: number | null;
      readonly what: 'send';
      readonly request: WireRequest;
    }
  /** The next part of an answer's body, as base64; an answer of null ends it. */
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly call: number | null;
      readonly what: 'body';
      readonly of: number;
    };

/** What a runner says. It shares a process with the plugin, so that none of it is to be believed. */
export type RunnerMessage =
  | { readonly kind: 'opened'; readonly description?: unknown }
  | { readonly kind: 'unopened'; readonly stage: 'import' | 'create' | 'describe'; readonly error: ThrownError }
  | { readonly kind: 'return'; readonly id: number; readonly value?: unknown }
  | { readonly kind: 'throw'; readonly id: number; readonly error: ThrownError }
  | {
      readonly kind: 'notify';
      readonly id: number;
      /** How often it was called since the last. */
      readonly times: number;
      readonly progress: { readonly message: string; readonly done?: number; readonly total?: number };
    }
  | { readonly kind: 'count'; readonly id: number; readonly times: number }
  | { readonly kind: 'print'; readonly id: number; readonly text: string }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'denied'; readonly permission: string; readonly resource: string }
  | { readonly kind: 'crash'; readonly error: ThrownError }
  | Ask;

const id = z.int().min(1);
const times = z.int().min(1);
const error = z.strictObject({
  name: z.string(),
  message: z.string(),
  code: z.string().exactOptional(),
  nextSteps: z.array(z.string()).exactOptional(),
});
const call = z.int().min(1).nullable();
const request = z.strictObject({
  method: z.string() as unknown as z.ZodType<WireRequest['method']>,
  path: z.string(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  body: z.string().exactOptional(),
});

/** Checks what a runner says. */
export const runnerMessageSchema: z.ZodType<RunnerMessage> = z.union([
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('opened'), description: z.unknown().exactOptional() }),
    z.strictObject({ kind: z.literal('unopened'), stage: z.enum(['import', 'create', 'describe']), error }),
    z.strictObject({ kind: z.literal('return'), id, value: z.unknown().exactOptional() }),
    z.strictObject({ kind: z.literal('throw'), id, error }),
    z.strictObject({
      kind: z.literal('notify'),
      id,
      times,
      progress: z.strictObject({
        message: z.string(),
        done: z.number().exactOptional(),
        total: z.number().exactOptional(),
      }),
    }),
    z.strictObject({ kind: z.literal('count'), id, times }),
    z.strictObject({ kind: z.literal('print'), id, text: z.string() }),
    z.strictObject({ kind: z.literal('cancel'), id }),
    z.strictObject({ kind: z.literal('denied'), permission: z.string(), resource: z.string() }),
    z.strictObject({ kind: z.literal('crash'), error }),
  ]),
  z.discriminatedUnion('what', [
    z.strictObject({ kind: z.literal('ask'), id, call, what: z.literal('sleep'), ms: z.number().min(0) }),
    z.strictObject({ kind: z.literal('ask'), id, call, what: z.literal('send'), request }),
    z.strictObject({ kind: z.literal('ask'), id, call, what: z.literal('body'), of: z.int().min(1) }),
  ]),
]);
