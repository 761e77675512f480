import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { quickQuestion, setScene } from '../__fixtures__/scene.ts';
import type { WorldServer } from '../__fixtures__/world-server.ts';

const unnamed = ['investigate', 'why is CPU high?', '--input', 'samples=1'];

async function configure(text: string): Promise<{ readonly user: CliUser; readonly server: WorldServer }> {
  const scene = await setScene({}, { contexts: ['prod-us'] });
  scene.user.write('.config/cloudops/config.yaml', text);
  return scene;
}

describe.concurrent('an environment with several contexts', () => {
  const text = 'environments:\n  prod: { contexts: [prod-us, prod-eu] }\n';

  it.each([
    ['is named', quickQuestion],
    ['is the default', unnamed],
  ])('is not answered from the first of them when it %s', async (_, question) => {
    const { user, server } = await configure(text);
    const result = await user.json(question);
    expect(result.status).toBe(2);
    expectError(result.document, 'SCOPE_AMBIGUOUS');
    expect(result.stdout).toContain('--context NAME: prod-eu, prod-us');
    expect(server.seen).toEqual([]);
    expectTidy(result);
  });

  it('is answered from the one that --context names', async () => {
    const { user } = await configure(text);
    const result = await user.json([...quickQuestion, '--context', 'prod-us']);
    expect(result.status).toBe(0);
    const targets = [{ provider: 'kubernetes', name: 'prod-us', environment: 'prod' }];
    expect(result.document).toMatchObject({ run: { targets } });
  });

  it('stays what init writes', async () => {
    const { user } = await configure(text);
    expect(await user.run(['init', '--force'])).toMatchObject({ status: 0 });
    const { document } = await user.json(['config']);
    const environments = { prod: { contexts: ['prod-eu', 'prod-us'] } };
    expect(document).toMatchObject({ configuration: { environments } });
    expectError((await user.json(quickQuestion)).document, 'SCOPE_AMBIGUOUS');
  });
});

describe.concurrent('a default environment that maps to nothing', () => {
  it('is refused once any environment is configured, and no cluster is asked', async () => {
    const { user, server } = await configure('environments:\n  staging: { contexts: [prod-eu] }\n');
    const result = await user.json(unnamed);
    expect(result.status).toBe(2);
    expectError(result.document, 'SCOPE_UNMAPPED');
    expect(server.seen).toEqual([]);
    expectTidy(result);
  });
});
