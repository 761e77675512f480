import { CloudOpsError } from '@cloudops/spec';
import type { Configuration } from '../configuration/configuration.ts';

/** Which context to use, and what should be said aloud about the choice. */
export interface Targeting {
  /** Undefined: the kubeconfig's current context. */
  readonly context?: string;
  readonly note: string | null;
}

/** The environment that a context belongs to; what maps to none counts as prod. */
export function environmentOf(context: string, configuration: Configuration): string {
  const entry = Object.entries(configuration.environments).find(([, value]) => value.contexts.includes(context));
  return entry?.[0] ?? 'prod';
}

/**
 * Chooses the one context that a question reads. `--context` wins.
 * @throws CloudOpsError `SCOPE_UNMAPPED` when environments are configured and the one asked for, or the default one,
 * maps to no context: answering from another cluster would be wrong. `SCOPE_AMBIGUOUS` when it maps to several: an
 * answer from the first would leave out the others.
 */
export function chooseContext(scope: string | null, flag: string | undefined, configuration: Configuration): Targeting {
  if (flag !== undefined) return { context: flag, note: null };
  if (Object.keys(configuration.environments).length === 0) return { note: noteFor(scope) };
  const asked = scope ?? configuration.default_scope;
  const contexts = [...new Set(configuration.environments[asked]?.contexts ?? [])].sort();
  const [context] = contexts;
  if (context === undefined) throw unmapped(asked, configuration);
  if (contexts.length > 1) throw ambiguous(asked, contexts);
  return {
    context,
    note: scope === null ? `No environment was named; reading "${asked}" (context ${context}).` : null,
  };
}

function noteFor(scope: string | null): string {
  const base = 'No environment is configured; reading the current context, which counts as prod.';
  return scope === null || scope === 'prod' ? base : `${base} Is it really "${scope}"?`;
}

function unmapped(scope: string, configuration: Configuration): CloudOpsError {
  const names = Object.keys(configuration.environments).sort();
  return new CloudOpsError({
    code: 'SCOPE_UNMAPPED',
    message: `The environment "${scope}" maps to no kube context.`,
    nextSteps: [
      ...(names.length === 0 ? [] : [`Environments that are configured: ${names.join(', ')}`]),
      `Add it to config.yaml (environments.${scope}.contexts), or name a context with --context.`,
    ],
  });
}

function ambiguous(scope: string, contexts: readonly string[]): CloudOpsError {
  return new CloudOpsError({
    code: 'SCOPE_AMBIGUOUS',
    message: `The environment "${scope}" has ${contexts.length} kube contexts, and a question reads one of them.`,
    nextSteps: [`Choose one with --context NAME: ${contexts.join(', ')}`],
  });
}
