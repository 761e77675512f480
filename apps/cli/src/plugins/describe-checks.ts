import type { ActionDescriptor } from '@cloudops/spec';
import type { ProvidedByPlugin } from './installed-plugins.ts';

/** What playbooks can use of the providers of plugins: their actions and finding codes. */
export function describePluginChecks(providers: readonly ProvidedByPlugin[]): {
  readonly actions: readonly ActionDescriptor[];
  readonly findings: readonly string[];
} {
  return {
    actions: providers.flatMap(toDescriptors),
    findings: providers.flatMap(({ description }) => description.findings.map(({ code }) => code)),
  };
}

function toDescriptors({ provider, description }: ProvidedByPlugin): readonly ActionDescriptor[] {
  return description.actions.map((action) => ({
    name: `${provider.name}.${action.name}`,
    provider: provider.name,
    risk: action.risk,
    description: action.description,
    estimated_sec: action.estimatedSec,
    estimated_cost_usd: action.estimatedCostUsd,
    ...(action.riskByInput === undefined ? {} : { risk_varies: true as const }),
  }));
}
