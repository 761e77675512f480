import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF';
const secrets: readonly (readonly [kind: string, text: string])[] = [
  ['private-key', `-----BEGIN RSA PRIVATE KEY-----\n${letters}\n-----END RSA PRIVATE KEY-----`],
  ['aws-secret-key', `aws_secret_access_key = ${letters}${letters.slice(0, 8)}`],
  ['anthropic-key', `key sk-ant-api03-${letters}`],
  ['openai-key', `use sk-proj-${letters}`],
  ['github-token', `ghp_${letters}abcd`],
  ['gitlab-token', `glpat-${letters.slice(0, 20)}`],
  ['slack-token', `xoxb-123456789012-${letters}`],
  ['google-api-key', `AIza${letters}abc`],
  ['stripe-key', `sk_live_${letters}`],
  ['npm-token', `npm_${letters}abcd`],
  ['docker-token', `dckr_pat_${letters}`],
  ['vault-token', `hvs.${letters}`],
  ['jwt', `eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.${letters}`],
  ['url-password', 'postgres://app:hunter2@db:5432/shop'],
  ['bearer', `Authorization: Bearer ${letters}`],
  ['basic-auth', 'Authorization: Basic dXNlcjpwYXNzd29yZA=='],
  ['password', 'the password is hunter2!'],
  ['secret', 'CLIENT_SECRET=abcdefgh12345'],
  ['azure-key', `AccountKey=${letters}${letters}==`],
  ['bootstrap-token', 'kubeadm join --token abcdef.0123456789abcdef'],
  ['slack-webhook', `https://hooks.slack.com/services/T000/B000/${letters}`],
];

describe('maskSecrets', () => {
  it.each(secrets)('masks %s', (kind, text) => {
    const masked = maskSecrets(`why is this refused: ${text} in prod?`);
    expect(masked.kinds).toContain(kind);
    expect(masked.text).toContain(`[masked:${kind}]`);
    expect(masked.text).not.toContain('hunter2');
    expect(masked.text).not.toContain(letters);
  });

  it.each([
    ['who created the access key AKIAIOSFODNN7EXAMPLE?'],
    ['why is pod checkout-7d9f8b6c5-x2x4q pending'],
    ['image sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 not found'],
    ['what happened to i-0a1b2c3d4e5f60718 in account 111122223333'],
    ['which secrets does nobody mount, and is the token expired?'],
    ['password=$PASSWORD and token: <your-token>'],
    ['request 123e4567-e89b-12d3-a456-426614174000 failed'],
  ])('leaves %j alone', (text) => {
    expect(maskSecrets(text)).toEqual({ text, kinds: [] });
  });

  it('masks what is masked no further', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...secrets.map(([, text]) => text)))), (parts) => {
        const once = maskSecrets(parts.join(' ')).text;
        expect(maskSecrets(once).text).toBe(once);
      }),
      { numRuns: 200 },
    );
  });
});
