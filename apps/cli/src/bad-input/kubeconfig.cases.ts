import { describe, expect, it } from 'vitest';
import { expectComplete, expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser, createUserOf, quickQuestion, setScene } from '../__fixtures__/scene.ts';

describe.concurrent('a kubeconfig', () => {
  it('that is not there is said with where it was looked for, and localhost is not tried', async () => {
    const user = createUser();
    const result = await user.json(quickQuestion);
    expect(result.status).toBe(2);
    expectError(result.document, 'KUBECONFIG_NOT_FOUND');
    expect(result.stdout).toContain(`${user.home}/.kube/config`);
    expectTidy(result);
    expect((await user.records()).map(({ event }) => event)).toEqual(['question.asked']);
  });

  it('without the context that was asked for offers the nearest', async () => {
    const user = createUserOf({ server: 'http://127.0.0.1:1', contexts: ['staging-eu'] });
    const result = await user.json([...quickQuestion, '--context', 'stagin-eu']);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONTEXT_UNKNOWN');
    expect(result.stdout).toContain('Did you mean staging-eu?');
    expectTidy(result);
  });

  it('with a syntax error names file and line', async () => {
    const user = createUser();
    const file = user.write('.kube/config', 'apiVersion: v1\nkind: Config\ncontexts: [\n  - {{\n');
    const result = await user.run(quickQuestion);
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(new RegExp(`${file}, line [345]: .*\\[KUBECONFIG_INVALID\\]\\n {2}→ `));
    expectTidy(result);
  });
});

describe.concurrent('an exec plugin', () => {
  const plugin = (command: string, args: readonly string[] = []): { user: object } => ({
    user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args, interactiveMode: 'Never' } },
  });

  it.each([
    ['is missing', plugin('no-such-plugin'), /EXEC_PLUGIN_MISSING/, /no-such-plugin/],
    ['prints rubbish', plugin('printf', ['\u001b[31mrubbish']), /EXEC_PLUGIN_INVALID/, /not JSON/],
    ['fails', plugin('sh', ['-c', 'echo no session >&2; exit 3']), /EXEC_PLUGIN_FAILED/, /no session/],
    ['hangs', plugin('sh', ['-c', 'sleep 60 & sleep 60']), /time ran out/, /--timeout/],
  ])('that %s ends the question before anything is sent', async (_, parts, code, help) => {
    const { user, server } = await setScene({}, parts);
    const result = await user.json([...quickQuestion, '--timeout', '2']);
    expect(result.status).toBe(6);
    expect(result.document).toMatchObject({
      report: { status: 'failed', summary: expect.stringMatching(code), causes: [] },
    });
    expect(result.stdout).toMatch(help);
    expectTidy(result);
    expect(server.seen).toEqual([]);
    expect(result.durationMs).toBeLessThan(8000);
    const records = await user.records();
    expectComplete(records);
    expect(records.at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'failed' } });
  });
});
