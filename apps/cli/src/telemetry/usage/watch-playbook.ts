import type { Catalog, Plan } from '@cloudops/spec';
import type { Observation } from '@cloudops/telemetry';

/**
 * Notes which playbook a question led to, if it is one that ships with the program: names of others say something about their
 * owners.
 */
export function watchPlaybook(catalog: Catalog, note: (playbook: string) => void): Observation {
  const isShipped = ({ playbook }: Plan): boolean =>
    catalog.entries.some(
      (entry) =>
        entry.origin === 'shipped' && entry.playbook.metadata.name === playbook.id && entry.digest === playbook.digest,
    );
  return {
    onEvent: (event) => {
      if (event.kind === 'plan-created' && isShipped(event.plan)) note(event.plan.playbook.id);
    },
    finish: ({ plan }) => {
      if (plan !== null && isShipped(plan)) note(plan.playbook.id);
    },
    fail: () => undefined,
  };
}
