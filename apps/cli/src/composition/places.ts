import type { PlaceFit, PlaceInEnvironment } from '@cloudops/engine';
import type { Configuration } from '../configuration/configuration.ts';
import type { Environment } from '../configuration/environment-settings.ts';

const fits: PlaceFit = { kind: 'fits' };

/**
 * Whether the place that a change goes to, and the namespaces that it touches, belong to the environment that the plan
 * names. A place or namespace that belongs to none counts as prod. What is touched outside of any namespace, such as a
 * node, is the namespace `''`: no environment that is divided by namespaces owns it.
 */
export function environmentOfPlace(
  { environment, identity, namespaces }: PlaceInEnvironment,
  { environments }: Pick<Configuration, 'environments'>,
): PlaceFit {
  const misfits = placesOf(identity).map((place) => checkOwner(environment, place, environments));
  return misfits.find((fit) => fit !== null) ?? checkNamespaces(environment, identity, namespaces, environments);
}

/** `aws:A for B,C` reaches B and C from A, and only those are written to; which ones an organization has, nobody tells. */
function placesOf(identity: string): readonly string[] {
  const [caller = identity, reached] = identity.split(' for ');
  const accounts = (reached ?? '').split(',').filter((account) => /^\d{12}$/.test(account));
  return accounts.length === 0 ? [caller] : accounts.map((account) => `aws:${account}`);
}

type Environments = Configuration['environments'];

function checkOwner(named: string, identity: string, environments: Environments): PlaceFit | null {
  const owners = Object.keys(environments).filter((name) => owns(findEnvironment(environments, name), identity));
  if (owners.includes(named)) return null;
  if (owners.length > 0) {
    const owner = owners.includes('prod') ? 'prod' : (owners.sort()[0] ?? 'prod');
    return mismatch(owner, `${identity} belongs to "${owner}", and the plan is for "${named}".`);
  }
  // An environment that says which places are its own has no others.
  const isStrange = listed(findEnvironment(environments, named), identity).length > 0;
  if (named === 'prod' || !isStrange) return null;
  return mismatch('prod', `${identity} is none of the places that environments.${named} lists.`);
}

function checkNamespaces(
  named: string,
  identity: string,
  touched: readonly string[],
  environments: Environments,
): PlaceFit {
  const own = findEnvironment(environments, named)?.namespaces;
  if (own === undefined || named === 'prod' || !identity.startsWith('kubernetes:')) return fits;
  const outside = touched.filter((namespace) => !own.some((pattern) => matches(pattern, namespace)));
  const [first] = outside;
  if (first === undefined) return fits;
  const what = first === '' ? 'something outside of all namespaces' : `the namespace "${first}"`;
  return mismatch('prod', `The change touches ${what}, which is not among environments.${named}.namespaces.`);
}

function findEnvironment(environments: Environments, name: string): Environment | undefined {
  return Object.hasOwn(environments, name) ? environments[name] : undefined;
}

function owns(environment: Environment | undefined, identity: string): boolean {
  return listed(environment, identity).includes(identity);
}

/** The places of the same kind that an environment lists, as they name themselves. */
function listed(environment: Environment | undefined, identity: string): readonly string[] {
  if (identity.startsWith('aws:')) return (environment?.aws?.accounts ?? []).map(({ id }) => `aws:${id}`);
  return environment?.clusters ?? [];
}

function matches(pattern: string, namespace: string): boolean {
  return pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern;
}

function mismatch(environment: string, why: string): PlaceFit {
  return { kind: 'mismatch', environment, why };
}
