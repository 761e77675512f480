import { describe, expect, it } from 'vitest';
import { defaultSource, sourceWith } from './__fixtures__/requests.ts';
import { policyDigest } from './digest.ts';

describe('policyDigest', () => {
  it('is the same for the same content, whatever the order of files and keys', () => {
    const source = defaultSource();
    const { approvals, roles, environments } = source.data;
    const shuffled = { data: { roles, approvals, environments }, policies: [...source.policies].reverse() };
    expect(policyDigest(shuffled)).toBe(policyDigest(source));
    expect(policyDigest(source)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('changes with a policy, the data and the schema', () => {
    const source = defaultSource();
    const digests = [
      policyDigest(source),
      policyDigest(sourceWith('// one comment more')),
      policyDigest(defaultSource({ environments: ['dev', 'prod', 'staging'] })),
      policyDigest({ ...source, schemaText: 'namespace CloudOps {}' }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });
});
