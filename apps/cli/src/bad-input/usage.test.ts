import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser, quickQuestion } from '../__fixtures__/scene.ts';
import { readWorld } from '../__fixtures__/world-server.ts';

const world = ['--world', 'hot-shard'];

describe.concurrent('wrong usage', () => {
  it.each([
    ['an unknown flag', [...quickQuestion, '--wrold', 'x'], 'USAGE', /--wrold/],
    ['a missing argument', ['investigate'], 'USAGE', /question/i],
    ['an unknown command', ['investigat'], 'USAGE', /investigat/],
    ['a flag without its value', ['investigate', 'why?', '--world'], 'USAGE', /--world/],
    ['a wrong choice', [...quickQuestion, ...world, '--fail-on', 'worst'], 'USAGE', /critical/],
    ['a wrong number', [...quickQuestion, ...world, '--timeout', 'soon'], 'USAGE', /timeout|integer/],
    ['an empty question', ['investigate', ' ', ...world], 'QUESTION_INVALID', /empty/],
    ['an input without =', [...quickQuestion, ...world, '--input', 'samples'], 'INPUT_INVALID', /NAME=VALUE/],
    ['an unknown input', [...quickQuestion, ...world, '--input', 'sampels=1'], 'INPUT_INVALID', /sampels/],
    ['an input of the wrong type', [...quickQuestion, ...world, '--input', 'samples=two'], 'INPUT_INVALID', /samples/],
    ['an input out of range', [...quickQuestion, ...world, '--input', 'samples=9'], 'INPUT_INVALID', /samples.*5|5/],
    ['an unknown world', [...quickQuestion, '--world', 'hot-shart'], 'WORLD_NOT_FOUND', /hot-shard/],
    ['a world that is not there', [...quickQuestion, '--world', './no.world.json'], 'WORLD_NOT_FOUND', /no\.world/],
    ['an unknown finding code', ['findings', 'show', 'CPU-10'], 'NOT_FOUND', /CPU-10\d/],
    ['an unknown run', ['runs', 'show', 'run_none'], 'NOT_FOUND', /run_none/],
    ['an unknown record', ['audit', 'show', 'aud_none'], 'NOT_FOUND', /aud_none/],
    ['an unknown playbook', ['playbooks', 'show', 'k8s-hgh-cpu'], 'NOT_FOUND', /k8s-high-cpu/],
    ['a time that is none', ['audit', 'list', '--since', 'yesterday-ish'], 'TIME_INVALID', /7d/],
    ['a plan that is not there', ['plan', 'show', 'no.plan.json'], 'PLAN_UNREADABLE', /no\.plan\.json/],
  ])('such as %s is status 2, one document, and a hint', async (_, args, code, hint) => {
    const user = createUser();
    const result = await user.json(args);
    expect(result.status).toBe(2);
    expectError(result.document, code);
    expect(result.stdout).toMatch(hint);
    expect(result.stderr).toBe('');
    expectTidy(result);
  });

  it('in human form stands on standard error, and nothing on standard output', async () => {
    const result = await createUser().run(['investigate', '--wrold', 'x']);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/^Error: .*\n {2}→ /);
    expectTidy(result);
  });
});

describe.concurrent('a recorded world', () => {
  it.each([
    ['no JSON', 'hello'],
    ['another JSON', '{"kind":"List"}'],
  ])('that is %s is named', async (_, text) => {
    const user = createUser();
    const file = user.write('bad.world.json', text);
    const result = await user.json([...quickQuestion, '--world', file]);
    expect(result.status).toBe(2);
    expectError(result.document, 'WORLD_INVALID');
    expect(result.stdout).toContain(file);
    expectTidy(result);
  });

  it('of another question is not taken for a healthy cluster', async () => {
    const user = createUser();
    const whole = readWorld('hot-shard');
    const other = { ...whole, exchanges: whole.exchanges.filter(({ path }) => path === '/version') };
    const file = user.write('other.world.json', JSON.stringify(other));
    const result = await user.json([...quickQuestion, '--world', file]);
    expect(result.status).toBe(6);
    const summary = expect.stringContaining('WORLD_HAS_NO_ANSWER');
    const gap = { needs: expect.stringMatching(/the question that it was recorded for/) };
    expect(result.document).toMatchObject({ report: { status: 'failed', summary, causes: [], not_checked: [gap] } });
    expect(result.stdout).not.toMatch(/nothing wrong/i);
    expectTidy(result);
  });
});

describe.concurrent('a recorded world that was asked something narrower', () => {
  it('says what it has no answer to, and is unknown', async () => {
    const args = [...quickQuestion, ...world, '--input', 'namespace=shop', '--fail-on', 'unknown'];
    const result = await createUser().json(args);
    expect(result.status).toBe(10);
    expect(result.document).toMatchObject({ report: { status: 'partial', causes: [] } });
    expect(result.stdout).toMatch(/WORLD_HAS_NO_ANSWER/);
    expectTidy(result);
  });
});

describe.concurrent('a question that is not understood', () => {
  it('is status 3 with what to ask instead', async () => {
    const result = await createUser().json(['investigate', 'please delete everything', ...world]);
    expect(result.status).toBe(3);
    const choice = { playbook: expect.stringMatching(/^[a-z]/), example: expect.stringMatching(/./) };
    const choices = expect.arrayContaining([choice]);
    expect(result.document).toMatchObject({ report: { status: expect.any(String), clarify: { choices } } });
    expectTidy(result);
  });
});

describe.concurrent('a question that is asked back', () => {
  it('says what it asks once, with what could be asked', async () => {
    const { stdout } = await createUser().run(['investigate', 'cpu', ...world]);
    expect(stdout.match(/Is it one of these\?/g)).toHaveLength(1);
    expect(stdout).toContain('YOU COULD ASK');
  });

  it('does not take a number that was not offered for words', async () => {
    const result = await createUser().json(['investigate', 'cpu', ...world, '--answer', '99']);
    expect(result.status).toBe(2);
    expectError(result.document, 'ANSWER_INVALID');
    const offered = [/^1: /, /^2: /, /^3: /].map((line) => expect.stringMatching(line));
    expect(result.document).toMatchObject({
      error: { message: expect.stringContaining('1 to 3'), next_steps: offered },
    });
    expectTidy(result);
  });
});

describe.concurrent('a configuration', () => {
  it('with a mistake is named with line and column', async () => {
    const user = createUser();
    const file = user.write('.config/cloudops/config.yaml', 'default_scope: prod\nkubernets: {}\n');
    const result = await user.json([...quickQuestion, ...world]);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIG_INVALID');
    expect(result.stdout).toContain(`${file}:2:1`);
    expectTidy(result);
  });
});
