import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser } from '../__fixtures__/scene.ts';

const shipped = readFileSync(
  new URL('../../../../playbooks/library/k8s-high-cpu.yaml', import.meta.url),
  'utf8',
).replace('name: k8s-high-cpu', 'name: mine');
const question = ['investigate', 'why is CPU high in prod?', '--world', 'hot-shard'];

/** Line of the first text that matches, counted from 1. */
function lineOf(text: string, pattern: RegExp): number {
  return text.slice(0, text.search(pattern)).split('\n').length;
}

describe.concurrent('a playbook of the project', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a syntax error', shipped.replace('title: Why is', 'title: [Why is'), /title: \[/],
    ['an unknown action', shipped.replace('action: kubernetes.health', 'action: kubernetes.helth'), /kubernetes.helth/],
    ['a cycle', shipped.replace('  - id: health\n', '  - id: health\n    needs: [health]\n'), /id: health/],
    ['a wrong type', shipped.replace('maximum: 5', 'maximum: five'), /maximum: five/],
  ];

  it.each(cases)('with %s stops every command that reads it, naming file, line and column', async (_, text, place) => {
    const user = createUser();
    user.write('.cloudops/playbooks/mine.yaml', text);
    const [asked, listed, validated] = await Promise.all([
      user.json(question),
      user.run(['playbooks', 'list']),
      user.run(['playbooks', 'validate', '.cloudops/playbooks/mine.yaml']),
    ]);
    const where = /mine\.yaml:(\d+):(\d+)/;
    for (const result of [asked, listed, validated]) {
      expect(result.status).toBe(2);
      const [, line] = where.exec(result.stdout + result.stderr) ?? [];
      expect(Math.abs(Number(line) - lineOf(text, place))).toBeLessThan(3);
      expectTidy(result);
    }
    expectError(asked.document, /PLAYBOOK/);
    expect(await user.records()).toMatchObject([{ event: 'plan.refused', result: { status: 'playbooks-invalid' } }]);
  });

  it('that wins or ties with a shipped one is an error at load time', async () => {
    const user = createUser();
    user.write('.cloudops/playbooks/mine.yaml', shipped);
    const result = await user.json(question);
    expect(result.status).toBe(2);
    expect(result.stdout).toMatch(/mine\.yaml/);
    expectTidy(result);
  });
});
