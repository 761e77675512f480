import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

async function dependenciesOf(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(new URL(file, import.meta.url), 'utf8');
  const all = (JSON.parse(text) as { dependencies: Record<string, string> }).dependencies;
  return Object.fromEntries(Object.entries(all).filter(([name]) => /^@(aws-sdk|smithy)\//.test(name)));
}

describe('the application', () => {
  it('installs every package of the AWS SDK that the provider loads, since the bundle holds none', async () => {
    const provider = await dependenciesOf('../../../../packages/executor-aws/package.json');
    expect(Object.keys(provider).length).toBeGreaterThan(10);
    expect(await dependenciesOf('../../package.json')).toEqual(provider);
  });
});
