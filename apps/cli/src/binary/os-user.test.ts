import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findUserName } from './os-user.ts';

const file = join(mkdtempSync(join(tmpdir(), 'cloudops-users-')), 'passwd');
writeFileSync(file, '# 4711:x:4711:\nroot:x:0:0::/root:/bin/sh\nalice:x:4711:100:Alice,0:/home/alice:/bin/sh\n');

describe('the name of a user', () => {
  it('is what the user database says', () => {
    expect(findUserName(4711, file)).toBe('alice');
  });

  it('is what the system’s tool says where the database says nothing', () => {
    const { uid, username } = userInfo();
    expect(findUserName(uid, '/nowhere/passwd')).toBe(username);
  });

  it('is none where nobody has that id', () => {
    expect(() => findUserName(1_234_567_890, file)).toThrow();
  });
});
