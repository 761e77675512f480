import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../playbooks/worlds/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.world.json'));
/** What access keys, tokens, signatures, keys and e-mail addresses look like, wherever they stand. */
const secrets = [
  /\b(?:AKIA|ASIA|ABSK|sk-|ghp_)[A-Za-z0-9-]{8,}/,
  /X-Amz-(?:Signature|Credential|Security-Token)/i,
  /"(?:authorization|cookie|x-amz-security-token)"/i,
  /SecretAccessKey|SessionToken|MasterUserPassword|Bearer /,
  /-----BEGIN/,
  /eyJ[A-Za-z0-9_-]{10,}\.eyJ/,
  /[\w.+-]+@[\w-]+\.(?:com|org|net|io)\b/,
];

describe('the shipped worlds', () => {
  it('are those of four clusters and three accounts at least', () => {
    expect(files.length).toBeGreaterThanOrEqual(7);
  });

  it.each(files)('%s is small, says what it is asked, and holds no secret', (name) => {
    const text = readFileSync(`${folder}${name}`, 'utf8');
    expect(statSync(`${folder}${name}`).size).toBeLessThan(400_000);
    expect(secrets.filter((secret) => secret.test(text)).map(String)).toEqual([]);
    const world = JSON.parse(text) as { question: string; title: string; description: string };
    for (const told of [world.question, world.title, world.description]) expect(told).not.toBe('');
  });
});
