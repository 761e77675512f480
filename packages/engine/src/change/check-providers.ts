import type { Provider } from '@cloudops/spec';
import { type Refusal, refused } from './check-plan.ts';

/** Refuses providers that call a change a read: policy decides by what they say of their risk. */
export function checkProviders(providers: readonly Provider[]): Refusal | null {
  for (const { name, actions } of providers) {
    const action = actions.find(({ risk, change }) => risk === 'read' && change !== undefined);
    if (action === undefined) continue;
    const why = `The plugin of ${name} calls ${name}.${action.name} a read, and says how it changes something. Nothing of it is run: remove the plugin, and tell its author.`;
    return refused('provider-untrue', why);
  }
  return null;
}
