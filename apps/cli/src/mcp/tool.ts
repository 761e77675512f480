import type { EngineEvent } from '@cloudops/engine';
import type { Json } from '@cloudops/spec';
import type { ObjectSchema } from './output-schema.ts';
import type { ServerContext } from './server-context.ts';

/** What a tool answers. */
export interface ToolAnswer {
  /** For a model that reads no structured content. */
  readonly text: string;
  readonly structured?: Readonly<Record<string, Json>>;
  /** Whether the call did not do what was asked: refused, denied, wrong arguments, failed. */
  readonly isError?: boolean;
}

/** Arguments as a client gave them, unchecked but for being an object. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** One call while it runs. */
export interface ToolCall {
  readonly arguments: ToolArguments;
  /** Aborts when the client cancels or vanishes, when the time is up, and when the server stops. */
  readonly signal: AbortSignal;
  onEvent(event: EngineEvent): void;
}

/** A tool as clients see it, and what it does. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly annotations: ToolAnnotations;
  /** @throws CloudOpsError for wrong arguments and a broken environment: told to the client as the tool's error. */
  call(call: ToolCall, context: ServerContext): Promise<ToolAnswer>;
}

/** Hints to a client, of the MCP specification. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** Of what only reads a cloud. */
export const readsCloud: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
};

/** Of what only reads what this machine keeps. */
export const readsHere: ToolAnnotations = { ...readsCloud, openWorldHint: false };
