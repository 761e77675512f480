import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectComplete, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { createUser, quickQuestion, setScene } from '../__fixtures__/scene.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
const identity = /selfsubjectreviews/;
const pods = /GET \/api\/v1\/pods/;

async function expectInterruptedLast(user: CliUser): Promise<void> {
  const records = await user.records();
  expectComplete(records);
  expect(records.at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'interrupted' } });
}

describe.concurrent.each(signals)('%s', (signal) => {
  it('while the API server does not say who we are, ends the run and closes its record', async () => {
    const { user, server } = await setScene({ faults: [{ on: identity, kind: 'hang' }] });
    const result = await user.json(quickQuestion, { interrupt: { signal, after: server.whenAsked(identity) } });
    expect(result.status).toBe(130);
    expect(result.document).toMatchObject({ report: { status: 'failed', causes: [] } });
    expectTidy(result);
    await expectInterruptedLast(user);
    expect(server.seen).toHaveLength(1);
  });

  it('while the API server hangs, ends the run, closes its record and says what was not read', async () => {
    const { user, server } = await setScene({ faults: [{ on: pods, kind: 'hang' }] });
    const result = await user.json(quickQuestion, { interrupt: { signal, after: server.whenAsked(pods) } });
    expect(result.status).toBe(130);
    expect(result.document).toMatchObject({ report: { status: expect.stringMatching(/partial|failed/), causes: [] } });
    expect(result.stdout).toMatch(/interrupted/);
    expect(result.stdout).not.toMatch(/nothing wrong/i);
    expectTidy(result);
    expect(result.durationMs).toBeLessThan(8000);
    await expectInterruptedLast(user);
  });

  it('between two samples, ends the wait', async () => {
    const { user, server } = await setScene();
    const sampled = server.whenAsked(/metrics\.k8s\.io\/v1beta1\/pods/);
    const result = await user.json(['investigate', 'why is CPU high in prod?'], {
      interrupt: { signal, after: sampled },
    });
    expect(result.status).toBe(130);
    expect(result.durationMs).toBeLessThan(8000);
    expectTidy(result);
    await expectInterruptedLast(user);
    expect(server.seen.filter((line) => /metrics\.k8s\.io\/v1beta1\/pods/.test(line))).toHaveLength(1);
  });

  it('as soon as the question was read, is followed by no answer from the cluster', async () => {
    const { user, server } = await setScene({ faults: [{ on: /./, kind: 'hang' }] });
    const result = await user.run(quickQuestion, { interrupt: { signal, after: 'why is CPU high' } });
    expect(result.status).toBe(130);
    expectTidy(result);
    await expectInterruptedLast(user);
    expect(server.seen.length).toBeLessThan(2);
  });

  it('twice, ends at once', async () => {
    const { user, server } = await setScene({ faults: [{ on: pods, kind: 'hang' }] });
    const after = server.whenAsked(pods);
    const result = await user.run(quickQuestion, { interrupt: { signal, after, againMs: 1 } });
    expect(result.status).toBe(130);
    expectTidy(result);
  });
});

describe.concurrent.each(signals)('%s while several questions are asked', (signal) => {
  it('ends the tour: no further question is asked', async () => {
    const user = createUser();
    const result = await user.run(['demo'], { interrupt: { signal, after: '1 of 7' } });
    expect(result.status).toBe(130);
    expect(result.stdout).not.toMatch(/[3-7] of 7|^Next:/m);
    const records = await user.records();
    expectComplete(records);
    expect(records.filter(({ event }) => event === 'question.asked').length).toBeLessThan(2);
    expectTidy(result);
  });

  it('ends the test of playbooks, with no failure for what was not tested', async () => {
    const user = createUser();
    const running = user.json(['playbooks', 'test'], { interrupt: { signal, after: firstQuestion(user) } });
    const { status, document } = await running;
    expect(status).toBe(130);
    const { results = [] } = document as { results?: readonly { problems: readonly string[] }[] };
    expect(results.flatMap(({ problems }) => problems)).toEqual([]);
    const records = await user.records();
    expectComplete(records);
    expect(records.filter(({ event }) => event === 'question.asked').length).toBeLessThan(3);
  });
});

/** Resolves once the audit log of a user is there. */
async function firstQuestion({ state }: CliUser): Promise<void> {
  while (!existsSync(join(state, 'audit.db'))) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.concurrent.each(signals)('%s while the program is being loaded', (signal) => {
  it('is status 130 and one document', async () => {
    // Comes where the first file prepares to load the rest.
    const code = `import m from 'node:module'; m.enableCompileCache = () => process.kill(process.pid, '${signal}')`;
    const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
    const user = createUser();
    const result = await user.json([...quickQuestion, '--world', 'hot-shard'], { environment });
    expect(result.status).toBe(130);
    expect(result.document).toMatchObject({ error: { code: 'INTERRUPTED' } });
    expect(await user.records()).toEqual([]);
  });
});

describe.concurrent('an interrupt at any moment', () => {
  it('leaves no run without its end, prints one document or none, and tells one story', async () => {
    const moments = Array.from({ length: 8 }, (_, index) => 40 + index * 70);
    await Promise.all(
      moments.map(async (after) => {
        const user = createUser();
        const args = [...quickQuestion, '--world', 'hot-shard', '-o', 'json'];
        const result = await user.run(args, { interrupt: { signal: 'SIGINT', after } });
        // Null: the signal came before the program could take it; then nothing had begun.
        expect([0, 130, null]).toContain(result.status);
        if (result.status === null) expect(result.stdout).toBe('');
        else expect(() => JSON.parse(result.stdout)).not.toThrow();
        const records = await user.records();
        expectComplete(records);
        if (result.status === null) expect(records).toEqual([]);
        expectTidy(result);
      }),
    );
  });
});
