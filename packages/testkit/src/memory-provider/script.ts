import type { Evidence, Json } from '@cloudops/spec';
import type { Respond } from './memory-provider.ts';

/**
 * Makes a memory provider's answers out of a list for each action: the n-th call gets the n-th, further ones the last. An
 * action without a list is unknown with reason `unavailable`.
 */
export function createScript(script: Readonly<Record<string, readonly Evidence<Json>[]>>): Respond {
  return ({ action, number }) => {
    const answers = Object.hasOwn(script, action) ? (script[action] ?? []) : [];
    const message = `the script has no answer for ${action}`;
    return (
      answers[Math.min(number, answers.length) - 1] ?? { status: 'unknown', reason: { kind: 'unavailable', message } }
    );
  };
}
