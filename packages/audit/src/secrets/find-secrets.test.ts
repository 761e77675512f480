import { describe, expect, it } from 'vitest';
import { lookAlikes } from './__fixtures__/look-alikes.ts';
import { syntheticSecrets } from './__fixtures__/synthetic-secrets.ts';
import { findSecrets, maskSecrets } from './find-secrets.ts';

const secrets = syntheticSecrets(10);
const harmless = lookAlikes(10);

describe('the corpus', () => {
  it('has 200 secrets of 20 kinds and 200 look-alikes at least, no two alike', () => {
    expect(new Set(secrets.map(({ secret }) => secret)).size).toBeGreaterThanOrEqual(200);
    expect(new Set(secrets.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(20);
    expect(harmless.length).toBeGreaterThanOrEqual(200);
    expect(syntheticSecrets(10)).toEqual(secrets);
  });
});

describe('maskSecrets', () => {
  it('leaves nothing of any secret, and says of which kind it was', () => {
    const missed = secrets.flatMap(({ kind, secret, text }) => {
      const masked = maskSecrets(text);
      return masked.text.includes(secret) || !masked.kinds.includes(kind)
        ? [`${kind}: ${masked.kinds.join(', ') || 'not found'}: ${text}`]
        : [];
    });
    expect(missed).toEqual([]);
  });

  it('leaves the rest of the text as it was', () => {
    // These may be cut off: then all that follows counts as theirs.
    const bare = secrets.filter(({ text, secret, kind }) => text === secret && !/^(private|kubernetes)/.test(kind));
    expect(bare.length).toBeGreaterThan(40);
    for (const { secret, kind } of bare) {
      expect(maskSecrets(`why can alice not use ${secret} today?`).text).toBe(
        `why can alice not use [secret:${kind}] today?`,
      );
    }
  });

  it('finds nothing in what only looks like one', () => {
    const wrong = harmless.flatMap(({ kind, text }) =>
      findSecrets(text).map((finding) => `${kind} taken for ${finding.kind}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  it('finds nothing more in what it masked', () => {
    for (const { text } of secrets) expect(findSecrets(maskSecrets(text).text)).toEqual([]);
  });

  it.each([
    ['one letter', 'a'.repeat(65_000)],
    ['dashes', '-----BEGIN '.repeat(6000)],
    ['assignments', 'password= '.repeat(6000)],
    ['schemes', 'a://'.repeat(15_000)],
    ['half tokens', 'eyJ'.repeat(20_000)],
  ])('ends soon on %s', (_, text) => {
    const startedAt = performance.now();
    maskSecrets(text);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
