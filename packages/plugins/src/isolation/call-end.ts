import type { ActionProgress, Clock, Json } from '@cloudops/spec';
import type { PlainContext, PluginMethod, ThrownError } from '../protocol/messages.ts';
import type { PluginFault } from './fault.ts';

/** How a call ended. */
export type CallEnd =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: ThrownError }
  | { readonly kind: 'fault'; readonly fault: PluginFault };

/** One call of a plugin's code. */
export interface CallRequest {
  readonly method: PluginMethod;
  readonly action?: string;
  readonly arguments: readonly Json[];
  readonly context?: PlainContext;
  /** When it aborts, the plugin is told, and ended when it goes on. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What it may send over the transport of the host. */
  readonly sends: 'nothing' | 'reads' | 'all';
  notify?(progress: ActionProgress): void;
  countCall?(): void;
  print?(text: string): void;
}
