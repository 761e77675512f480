import { describe, expect, it } from 'vitest';
import { environmentsSchema, findShared } from './environment-settings.ts';

const cluster = 'kubernetes:0b9cf4a0-0000-4000-8000-000000000001';

function accepts(environment: object): boolean {
  return environmentsSchema.safeParse({ dev: environment }).success;
}

describe('an environment', () => {
  it.each([
    { clusters: [cluster] },
    { namespaces: ['shop', 'dev-*', 'a1'] },
    { contexts: ['kind'], clusters: [cluster], namespaces: ['a'] },
  ])('may be %j', (environment) => {
    expect(accepts(environment)).toBe(true);
  });

  it.each([
    { clusters: [] },
    { clusters: ['prod-eu'] },
    { clusters: ['kubernetes:'] },
    { namespaces: [] },
    // Every namespace, written as if it were a limit.
    { namespaces: ['*'] },
    { namespaces: ['a*b'] },
    { namespaces: ['Shop'] },
    { namespaces: ['-a'] },
    { cluster: cluster },
  ])('may not be %j', (environment) => {
    expect(accepts(environment)).toBe(false);
  });
});

describe('a cluster of two environments', () => {
  it('is refused, so that the laxer one does not win', () => {
    const shared = findShared({
      prod: { contexts: [], clusters: [cluster] },
      dev: { contexts: [], clusters: [cluster] },
    });
    expect(shared).toEqual({ noun: 'cluster', name: cluster, first: 'prod', second: 'dev', path: ['clusters', 0] });
  });

  it('is refused when only one of them says which namespaces are its own', () => {
    const dev = { contexts: [], clusters: [cluster], namespaces: ['dev-*'] };
    expect(findShared({ prod: { contexts: [], clusters: [cluster] }, dev })?.second).toBe('dev');
  });

  it('is theirs when both divide it by namespaces', () => {
    const own = (namespaces: string[]) => ({ contexts: [], clusters: [cluster], namespaces });
    expect(findShared({ staging: own(['stg-*']), dev: own(['dev-*']) })).toBeNull();
  });
});
