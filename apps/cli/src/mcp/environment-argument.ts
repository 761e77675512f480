import type { ServerContext } from './server-context.ts';

/** The argument that chooses among the configured environments; none where a recorded world is read or none is configured. */
export function environmentProperty({ configuration, targets }: ServerContext): Readonly<Record<string, object>> {
  const names = Object.keys(configuration.environments).sort();
  if (names.length === 0 || targets.world !== undefined) return {};
  const usual = targets.scope ?? configuration.default_scope;
  return {
    environment: { type: 'string', enum: names, description: `Which environment to look at; ${usual} unless stated.` },
  };
}
