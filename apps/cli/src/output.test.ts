import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectComplete, expectTidy } from './__fixtures__/expect-tidy.ts';
import { createUser, quickQuestion, setScene } from './__fixtures__/scene.ts';

const question = ['investigate', 'why is CPU high in prod?', '--world', 'hot-shard'];

describe.concurrent('the answer', () => {
  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '1' }],
    ['--no-color', ['--no-color'], { FORCE_COLOR: '1' }],
    ['TERM=dumb', [], { TERM: 'dumb', FORCE_COLOR: '1' }],
    ['no terminal', [], {}],
  ])('has no colour with %s, and fits 80 columns', async (_, args, environment) => {
    const result = await createUser().run([...question, ...args], { environment });
    expect(result.status).toBe(0);
    // Node itself warns on standard error when one variable asks for colour and another refuses it.
    expectTidy({ ...result, stderr: '' });
    for (const line of result.stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
  });

  it('has colour where it is asked for', async () => {
    const { stdout } = await createUser().run(question, { environment: { FORCE_COLOR: '1' } });
    expect(stdout).toContain('\u001b[');
  });

  it('draws with ASCII where the locale has nothing else', async () => {
    const { stdout } = await createUser().run(question, { environment: { LANG: 'C', LC_ALL: 'POSIX' } });
    expect(stdout).not.toMatch(/[▲▼●◆✓✗→─━│┆█▊▏·•]/u);
  });

  it('whose reader has had enough is no failure', async () => {
    const user = createUser();
    const result = await user.run(['findings', 'list', '-o', 'json'], { closeEarly: true });
    expect(result.status).toBe(0);
    expect(result.stderr).toBe('');
    const asked = await user.run(question, { closeEarly: true });
    expect(asked.stderr).not.toMatch(/EPIPE|^\s+at /m);
    expectComplete(await user.records());
  });

  it('with --quiet leaves standard error empty', async () => {
    const { user } = await setScene();
    expect(await user.run([...quickQuestion, '--quiet'])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.concurrent('--fail-on', () => {
  it.each([
    ['high', 'hot-shard', 10],
    ['critical', 'hot-shard', 0],
    ['info', 'false-alarm', 0],
    ['unknown', 'metrics-down', 10],
    ['unknown', 'hot-shard', 0],
  ])('%s on %s is status %d', async (severity, world, status) => {
    const args = ['investigate', 'why is CPU high in prod?', '--world', world, '--fail-on', severity];
    const result = await createUser().json(args);
    expect(result.status, (result.document as { report: { summary: string } }).report.summary).toBe(status);
  });
});

describe.concurrent('a question that is only planned', () => {
  it('with --dry-run asks nothing of the cluster and keeps the decision', async () => {
    const { user, server } = await setScene();
    const result = await user.json([...quickQuestion, '--dry-run']);
    expect(result).toMatchObject({ status: 0, document: { report: { causes: [], findings: [] } } });
    expectTidy(result);
    expect(server.seen).toEqual([]);
    expect((await user.records()).map(({ event }) => event)).toEqual(['question.asked', 'plan.decided']);
  });

  it('with --read-only still reads', async () => {
    const { user, server } = await setScene();
    const result = await user.json([...quickQuestion, '--read-only']);
    expect(result).toMatchObject({ status: 0, document: { report: { causes: [{ code: 'CPU-104' }] } } });
    const writes = server.seen.filter((line) => !line.startsWith('GET ') && !/^POST .*self(subject)/.test(line));
    expect(writes).toEqual([]);
  });
});

describe.concurrent('a working folder', () => {
  it('is left as it was', async () => {
    const user = createUser();
    user.write('work/note.txt', 'mine');
    await user.run(question, { cwd: `${user.home}/work` });
    expect(readdirSync(`${user.home}/work`)).toEqual(['note.txt']);
  });
});
