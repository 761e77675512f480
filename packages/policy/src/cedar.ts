import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';

/** Cedar's own functions, as loaded. */
export type CedarModule = typeof Cedar;

export type {
  AuthorizationAnswer,
  DetailedError,
  EntityJson,
  Expr,
  Policy,
  PolicyJson,
  SchemaJson,
  StatefulAuthorizationCall,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';

/**
 * Loads Cedar. The only place that does: it is 4 MB of WebAssembly, compiled when loaded.
 * The package's default entry needs experimental module support, so its `/nodejs` entry is used.
 */
export async function loadCedar(): Promise<CedarModule> {
  return await import('@cedar-policy/cedar-wasm/nodejs');
}
