import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInstallation } from './find-installation.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cloudops-installed-')));
const program = join(folder, 'cloudops');
writeFileSync(program, '');
const debianList = join(folder, 'cloudops.list');
writeFileSync(debianList, `/.\n/usr/bin/cloudops\n${folder}/by-dpkg\n`);
const standalone = { url: 'https://releases.test/releases.json', keys: ['RW'] };

describe('how it was installed', () => {
  it('is by npm where no binary was built', () => {
    expect(findInstallation({ packageJson: {}, program, debianList })).toMatchObject({ by: 'npm' });
  });

  it('is as a binary of its own', () => {
    expect(findInstallation({ packageJson: { standalone }, program, debianList })).toEqual({
      ...{ kind: 'binary', file: program, source: standalone },
    });
  });

  it('is by Debian where dpkg lists the file', () => {
    writeFileSync(join(folder, 'by-dpkg'), '');
    const signs = { packageJson: { standalone }, program: join(folder, 'by-dpkg'), debianList };
    expect(findInstallation(signs)).toMatchObject({ by: 'a Debian package' });
  });

  it('is by Homebrew in its cellar', () => {
    const cellar = join(folder, 'Cellar/cloudops/1.0.0/bin');
    mkdirSync(cellar, { recursive: true });
    writeFileSync(join(cellar, 'cloudops'), '');
    const signs = { packageJson: { standalone }, program: join(cellar, 'cloudops'), debianList };
    expect(findInstallation(signs)).toMatchObject({ by: 'Homebrew', command: 'brew upgrade cloudops' });
  });
});
