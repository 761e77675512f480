import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { createUser } from '../__fixtures__/scene.ts';

const question = ['investigate', 'why is CPU high in prod?', '--world', 'hot-shard'];

function configure(user: CliUser, anchors: string): void {
  const folder = join(user.home, '.config', 'cloudops');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), `audit:\n  anchors:\n${anchors}`);
}

describe.concurrent('audit anchor', () => {
  it('says how to configure a place when there is none', async () => {
    const result = await createUser().run(['audit', 'anchor']);
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('audit.anchors');
    expectTidy(result);
  });

  it('keeps the checkpoint where the configuration says, and verify and doctor tell of it', async () => {
    const user = createUser();
    const place = join(user.home, 'share', 'checkpoint');
    configure(user, `    - file: ${place}\n`);
    await user.run(question);
    expect((await user.run(['audit', 'verify'])).stdout).toMatch(/holds nothing of this log/);
    const anchored = await user.run(['audit', 'anchor']);
    expect([anchored.status, anchored.stderr]).toEqual([0, '']);
    expect(anchored.stdout).toMatch(/anchored +\d+ records(.|\n)*Anchored: all/i);
    expectTidy(anchored);
    expect(readFileSync(place, 'utf8')).toMatch(/^cloudops\.local\/audit\n\d+\n/);
    expect((await user.run(['audit', 'verify'])).stdout).toMatch(
      /The log continues the \d+ records that file\s(.|\n)*Anchored: all/,
    );
  });

  it('refuses a new log in the place of the anchored one, and verify shows it', async () => {
    const user = createUser();
    configure(user, `    - file: ${join(user.home, 'checkpoint')}\n`);
    await user.run(question);
    await user.run(['audit', 'anchor']);
    rmSync(user.state, { recursive: true });
    await user.run(question);
    const refused = await user.run(['audit', 'anchor']);
    expect([refused.status, /refused/.test(refused.stdout)]).toEqual([8, true]);
    const verified = await user.run(['audit', 'verify']);
    expect([verified.status, /^BROKEN/.test(verified.stdout)]).toEqual([8, true]);
  });

  it.each([
    ['an unknown kind', '    - floppy: /dev/fd0\n'],
    ['a relative path', '    - file: checkpoint\n'],
    ['an option for a remote', '    - git: /srv/x\n      remote: --upload-pack=x\n'],
    ['a witness without a key', '    - witness: https://w.example\n'],
  ])('does not take %s', async (_, anchors) => {
    const user = createUser();
    configure(user, anchors);
    const result = await user.json(['audit', 'anchor']);
    expect(result.status).not.toBe(0);
    expectError(result.document, /^CONFIG/);
  });
});
