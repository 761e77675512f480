import type { FindingDefinition, JsonObject, RiskLevel } from '@cloudops/spec';

/** One action, as its plugin described it. */
export interface ActionDescription {
  readonly name: string;
  readonly description: string;
  readonly risk: RiskLevel;
  /** JSON Schema of what it takes. */
  readonly input: JsonObject;
  /** JSON Schema of what it gives. */
  readonly output: JsonObject;
  readonly estimatedSec: number;
  readonly estimatedCostUsd: number;
  /** Names of the inputs on which its risk depends; left out where it depends on none. */
  readonly riskByInput?: readonly string[];
  /** Whether it has a change protocol. Never for a `read`, always for the others. */
  readonly isChange: boolean;
}

/** What a plugin's provider can do, as it said itself and as it was checked against the manifest. Plain JSON. */
export interface ProviderDescription {
  readonly specificationVersion: 'v1';
  readonly name: string;
  readonly version: string;
  /** In the order of the provider. */
  readonly actions: readonly ActionDescription[];
  readonly findings: readonly FindingDefinition[];
  /** Whether it has `doLocate`. */
  readonly canLocate: boolean;
}

/** Keeps descriptions, so that listing what there is runs nothing. Answers with undefined for what it has not. */
export interface DescriptionCache {
  /** @param key of file-name characters only; names the plugin's digest and the provider. */
  read(key: string): Promise<unknown>;
  write(key: string, description: ProviderDescription): Promise<void>;
}
