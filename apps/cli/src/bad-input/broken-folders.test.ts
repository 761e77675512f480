import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { createUser, quickQuestion } from '../__fixtures__/scene.ts';

const question = [...quickQuestion, '--world', 'hot-shard'];

/** Puts a link that leads nowhere in the place of a folder. */
function dangle(home: string, path: string): void {
  mkdirSync(join(home, path, '..'), { recursive: true });
  symlinkSync(join(home, 'gone'), join(home, path));
}

describe.concurrent('a policy folder that is there and cannot be read', () => {
  it.each(['.config/cloudops/policies', '.config/cloudops'])(
    'such as a dangling link at %s denies instead of applying the shipped policies',
    async (path) => {
      const user = createUser();
      dangle(user.home, path);
      const [shown, asked] = await Promise.all([user.json(['policy', 'show']), user.json(question)]);
      expect(shown.status).toBe(2);
      expectError(shown.document, /POLICY/);
      expect([2, 4]).toContain(asked.status);
      expect(asked.stdout).not.toMatch(/auto-approve|"completed"/);
      expectTidy(asked);
    },
  );

  it('such as one in a folder that may not be searched denies too', async () => {
    const user = createUser();
    // Permissions do not stop root: it hands the home over and runs the command as somebody else.
    const isRoot = process.getuid?.() === 0;
    user.write('.config/cloudops/policies/own.cedar', 'forbid(principal, action, resource);');
    if (isRoot) user.handOver(65_534);
    const folder = join(user.home, '.config/cloudops');
    chmodSync(folder, 0o000);
    const environment = { CLOUDOPS_CONFIG: join(user.home, 'none.yaml') };
    const shown = await user.json(['policy', 'show'], { ...(isRoot ? { uid: 65_534 } : {}), environment });
    // So that the home can be removed again.
    chmodSync(folder, 0o700);
    expect(shown.status).toBe(2);
    expectError(shown.document, /POLICY/);
  });
});

describe.concurrent('a playbook folder that is a dangling link', () => {
  it.each(['.config/cloudops/playbooks', '.cloudops/playbooks', '.cloudops'])(
    'at %s is an error and not an empty folder',
    async (path) => {
      const user = createUser();
      dangle(user.home, path);
      const result = await user.json(['playbooks', 'list']);
      expect(result.status).toBe(2);
      expectError(result.document, /PLAYBOOK|CATALOG/);
      expectTidy(result);
    },
  );
});
