import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlugin } from '../__fixtures__/plugin.ts';
import { createUser } from '../__fixtures__/scene.ts';
import { hasTerminal, runAtTerminal } from '../__fixtures__/terminal.ts';

describe.skipIf(!hasTerminal)('at a terminal', { timeout: 60_000 }, () => {
  it('a plugin is shown, and nothing of it runs or is recorded before a yes', async () => {
    const user = createUser();
    const provider = { risk: 'delete', network: 'sockets', environment: ['ACME_LOGIN'] };
    const folder = writePlugin(user, { provider, top: "console.error('it ran');" });
    for (const answer of ['n\n', '\n', '\u0003']) {
      const { status, text } = await runAtTerminal(user, ['plugins', 'link', folder, '--no-color'], answer);
      expect(status).toBe(5);
      const told = text.replaceAll(/\s+/g, ' ');
      expect(told).toMatch(
        /Provider: acme reads, changes and deletes things .* nobody watches them.*ACME_LOGIN.*cloudops acme say.*by acme.*Let it do that\? \[y\/N\]/,
      );
      expect(told).not.toContain('it ran');
    }
    expect(await user.records()).toEqual([]);
    expect(existsSync(join(user.home, '.local/share/cloudops/plugins/descriptions'))).toBe(false);
    const done = await runAtTerminal(user, ['plugins', 'link', folder, '--no-color'], 'y\n');
    expect(done).toMatchObject({ status: 0, text: expect.stringContaining('Linked cloudops-plugin-acme 1.0.0.') });
    expect((await user.records()).map(({ event }) => event)).toEqual(['plugin.installed', 'plugin.installed']);
  });
});

describe('a plugin', () => {
  it('is not added where that cannot be recorded', { timeout: 60_000 }, async () => {
    const user = createUser();
    const folder = writePlugin(user);
    const environment = { XDG_STATE_HOME: `${user.write('not-a-folder', '')}/below` };
    const result = await user.run(['plugins', 'link', folder, '--yes'], { environment });
    expect(result.status).toBe(8);
    expect((await user.json(['plugins', 'list'])).document).toMatchObject({ plugins: [] });
  });
});
