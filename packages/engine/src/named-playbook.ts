import { nearestHint } from '@cloudops/planner';
import type { Catalog, IntentOutcome } from '@cloudops/spec';
import { engineError } from './errors.ts';

/**
 * The outcome for a playbook that was named instead of asked for: certain, and read by nobody.
 * @throws CloudOpsError `PLAYBOOK_UNKNOWN`.
 */
export function matchByName(name: string, text: string, { entries }: Catalog): IntentOutcome {
  const playbook = entries.find((entry) => entry.playbook.metadata.name === name)?.playbook;
  const [trigger] = playbook?.triggers ?? [];
  if (trigger === undefined) {
    const names = entries.map((entry) => entry.playbook.metadata.name);
    const hint = nearestHint(name, names, 'See them all: cloudops playbooks list');
    throw engineError('PLAYBOOK_UNKNOWN', `There is no playbook "${name}".`, [hint]);
  }
  const intent = {
    intent_type: trigger.intent_type,
    target: { resource_type: trigger.resource_type ?? 'any', scope: null, filters: {} },
    goal: trigger.goal ?? name,
    confidence: 1,
    question: text,
    language: 'und',
    parser: { kind: 'none' },
  };
  return { kind: 'matched', intent, playbook: name };
}
