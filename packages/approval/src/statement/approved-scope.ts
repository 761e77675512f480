import type { Plan } from '@cloudops/spec';
import { canonicalText, sha256 } from '../plan-blob.ts';
import type { ApprovedScope } from './approval-statement.ts';

const shownEffects = 10;
const effectCharacters = 200;

/** What an approval repeats of a plan. Follows from the plan alone, so that whoever verifies can compare. */
export function toApprovedScope(plan: Plan): ApprovedScope {
  const { change } = plan;
  const effects = (change?.steps ?? []).flatMap(({ objects }) => objects.flatMap((object) => object.effects));
  const identityOf = (provider: string, name: string): string | null =>
    change?.places.find((place) => place.provider === provider && place.target === name)?.identity ?? null;
  return {
    playbook: { id: plan.playbook.id, version: plan.playbook.version },
    requester: change?.requester ?? null,
    environments: [...new Set(plan.targets.map(({ environment }) => environment))].sort(),
    targets: plan.targets.map(({ provider, name, environment }) => ({
      ...{ provider, name, environment },
      identity: identityOf(provider, name),
    })),
    blast_radius: change?.blast_radius ?? null,
    effects: {
      count: effects.length,
      sha256: sha256(canonicalText(effects) ?? ''),
      first: effects.slice(0, shownEffects).map((effect) => cut(effect)),
    },
  };
}

/** By code points, so that no surrogate is left alone. */
function cut(text: string): string {
  const points = [...text.slice(0, (effectCharacters + 1) * 2)];
  return points.length > effectCharacters ? `${points.slice(0, effectCharacters - 1).join('')}…` : text;
}
