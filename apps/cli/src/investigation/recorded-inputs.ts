import type { Investigation } from '@cloudops/engine';
import type { Catalog, Json, World } from '@cloudops/spec';
import { type QuestionFlags, readInputs } from './question-flags.ts';

/**
 * The inputs that a replay needs besides the question: those given by hand, by the configuration or by the playbook.
 * What the question itself says is left out, since another question to the same world may say something else.
 */
export function recordedInputs(
  { intent, plan }: Investigation,
  catalog: Catalog,
  flags: Pick<QuestionFlags, 'input' | 'namespace'>,
): World['inputs'] {
  if (plan === null) return {};
  const declared = catalog.entries.find(({ playbook }) => playbook.metadata.name === plan.playbook.id)?.playbook.inputs;
  const byHand = readInputs(flags);
  const isAsked = (name: string): boolean =>
    !Object.hasOwn(byHand, name) && (intent.target.filters[declared?.[name]?.from ?? name] ?? null) !== null;
  return Object.fromEntries(
    Object.entries(plan.inputs).flatMap(([name, value]) => (isPlain(value) && !isAsked(name) ? [[name, value]] : [])),
  );
}

function isPlain(value: Json): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
