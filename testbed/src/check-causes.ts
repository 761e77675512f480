import type { Expectation, ExpectedResource } from './scenario.ts';

function nameOf({ kind, namespace, name }: ExpectedResource): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function checkFirst(expectation: Expectation, causes: readonly string[]): readonly string[] {
  const { first_cause: first, alternatives = [] } = expectation;
  if (first === undefined) return [];
  const [seen] = causes;
  if (first === 'none') return causes.map((cause) => `${cause} is no cause`);
  const right = [first, ...alternatives].map(nameOf);
  if (seen !== undefined && right.includes(seen)) return [];
  return [`${seen ?? 'nothing'} is the first cause, not ${right.join(' or ')}`];
}

function checkAll(expected: readonly ExpectedResource[], causes: readonly string[]): readonly string[] {
  const wanted = expected.map(nameOf);
  const missing = wanted.filter((cause) => !causes.includes(cause));
  const others = causes.filter((cause) => !wanted.includes(cause));
  return [...missing.map((cause) => `${cause} is a cause`), ...others.map((cause) => `${cause} is no cause`)];
}

/**
 * Holds the resources of an answer's causes, in their order, against what a scenario expects of them.
 * @returns what is wrong with them, a sentence each; empty when they are right.
 */
export function checkCauses(expectation: Expectation, causes: readonly ExpectedResource[]): readonly string[] {
  const named = [...new Set(causes.map(nameOf))];
  return expectation.causes === undefined ? checkFirst(expectation, named) : checkAll(expectation.causes, named);
}
