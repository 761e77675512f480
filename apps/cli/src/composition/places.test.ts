import { describe, expect, it } from 'vitest';
import { environmentOfPlace } from './places.ts';

const prodCluster = 'kubernetes:0b9cf4a0-0000-4000-8000-000000000001';
const sharedCluster = 'kubernetes:0b9cf4a0-0000-4000-8000-000000000002';
const unlisted = 'kubernetes:0b9cf4a0-0000-4000-8000-000000000009';

const environments = {
  prod: { contexts: ['prod-eu'], clusters: [prodCluster], aws: { accounts: [{ id: '111122223333' }] } },
  staging: {
    contexts: ['shared'],
    clusters: [sharedCluster],
    namespaces: ['stg-*', 'shop'],
    aws: { accounts: [{ id: '444455556666' }] },
  },
  dev: { contexts: ['kind'], clusters: [sharedCluster], namespaces: ['dev-*'] },
  lab: { contexts: ['lab'] },
};

function fit(environment: string, identity: string, namespaces: readonly string[] = []): string {
  const answer = environmentOfPlace({ environment, identity, namespaces }, { environments });
  return answer.kind === 'fits' ? 'fits' : `${answer.environment}: ${answer.why}`;
}

describe('environmentOfPlace', () => {
  it.each([
    ['prod', prodCluster, ['shop']],
    ['staging', sharedCluster, ['shop', 'stg-1']],
    ['dev', sharedCluster, ['dev-a']],
    ['staging', 'aws:444455556666', []],
    // Nothing says which cluster is the lab's.
    ['lab', unlisted, ['any']],
    // What belongs to none counts as prod, which is what the plan says.
    ['prod', unlisted, ['any', '']],
    ['prod', 'aws:999999999999', []],
    // From another account, by a role.
    ['staging', 'aws:999999999999 for 444455556666', []],
    ['lab', 'aws:999999999999 for its organization', []],
  ])('takes for %s what is there: %s %j', (environment, identity, namespaces) => {
    expect(fit(environment, identity, namespaces)).toBe('fits');
  });

  it('sees a context that was pointed at another environment’s cluster', () => {
    expect(fit('dev', prodCluster, ['dev-a'])).toBe(
      `prod: ${prodCluster} belongs to "prod", and the plan is for "dev".`,
    );
    expect(fit('lab', prodCluster)).toMatch(/^prod: /);
    expect(fit('prod', sharedCluster)).toMatch(/^dev: .*belongs to "dev", and the plan is for "prod"/);
    expect(fit('staging', 'aws:111122223333')).toMatch(/^prod: aws:111122223333 belongs to "prod"/);
    expect(fit('staging', 'aws:999999999999 for 444455556666,111122223333')).toMatch(/^prod: aws:111122223333 /);
    expect(fit('lab', 'aws:111122223333 for its organization')).toMatch(/^prod: /);
  });

  it('counts a place as prod that an environment with a list does not list', () => {
    expect(fit('staging', unlisted, ['shop'])).toMatch(/^prod: .* none of the places that environments\.staging lists/);
    expect(fit('staging', 'aws:999999999999')).toMatch(/^prod: /);
  });

  it('counts a namespace as prod that the environment does not have', () => {
    expect(fit('staging', sharedCluster, ['dev-a', 'stg-1'])).toBe(
      'prod: The change touches the namespace "dev-a", which is not among environments.staging.namespaces.',
    );
    expect(fit('dev', sharedCluster, ['kube-system'])).toMatch(/^prod: /);
    expect(fit('dev', sharedCluster, ['Dev-a'])).toMatch(/^prod: /);
  });

  it('counts what has no namespace, such as a node, as prod where environments divide a cluster', () => {
    expect(fit('dev', sharedCluster, [''])).toMatch(/^prod: The change touches something outside of all namespaces/);
  });

  it('finds no environment by the name of something that every object has', () => {
    expect(fit('constructor', unlisted, ['a'])).toBe('fits');
    expect(fit('__proto__', prodCluster)).toMatch(/^prod: /);
  });
});
