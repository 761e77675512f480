import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createAwsProvider } from '../provider.ts';

/** One step of a playbook, as written. */
export interface Step {
  readonly action: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** The repository. */
export const root: URL = new URL('../../../../', import.meta.url);
const library = new URL('playbooks/library/', root);
// The parser of the package whose files these are.
const { parse } = createRequire(new URL('playbooks/package.json', root))('yaml') as { parse(text: string): unknown };

/** The steps of the shipped playbooks that ask AWS. */
export function readSteps(): readonly Step[] {
  const files = readdirSync(library).filter((name) => /^aws-.*\.yaml$/.test(name));
  const playbooks = files.map((name) => parse(readFileSync(new URL(name, library), 'utf8')) as { steps: Step[] });
  return playbooks.flatMap(({ steps }) => steps).filter(({ action }) => action.startsWith('aws.'));
}

// With an organization, since that is the most that resolving places may need.
const { actions } = createAwsProvider({ version: '1.0.0', accounts: 'organization', environment: {} });

function rightsOf(step: Step): readonly string[] {
  const action = actions.find(({ name }) => `aws.${name}` === step.action);
  if (action === undefined) throw new RangeError(`no action ${step.action}`);
  // What changes something is for others than the reader.
  if (action.change !== undefined) return [];
  // As before a run: what earlier steps will say is missing, and rights depend on none of it.
  return action.permissions({ ...step.with }).map(({ verb }) => verb);
}

/** Every right that the reading steps need, sorted. */
export function rightsNeeded(): readonly string[] {
  return [...new Set(readSteps().flatMap(rightsOf))].sort();
}
