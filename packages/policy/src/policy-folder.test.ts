import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDefaultPolicies, readPolicyFolder } from './policy-folder.ts';

const data = 'environments: [prod]\nroles: { viewer: [] }\napprovals: { maximum: 1, roles: [] }\n';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudops-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('readPolicyFolder', () => {
  it('reads *.cedar by name and nothing beneath', () => {
    for (const name of ['b.cedar', 'a.cedar', 'notes.txt']) writeFileSync(join(folder, name), `// ${name}`);
    mkdirSync(join(folder, 'optional'));
    writeFileSync(join(folder, 'optional', 'c.cedar'), '// off');
    writeFileSync(join(folder, 'data.yaml'), data);
    expect(readPolicyFolder(folder).policies).toEqual([
      { file: 'a.cedar', text: '// a.cedar' },
      { file: 'b.cedar', text: '// b.cedar' },
    ]);
  });

  it('refuses a folder that is not there', () => {
    expect(() => readPolicyFolder(join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'POLICY_NOT_FOUND' }));
  });

  it('refuses an empty folder', () => {
    expect(() => readPolicyFolder(folder)).toThrow(expect.objectContaining({ code: 'POLICY_EMPTY' }));
  });

  it('refuses policies without data', () => {
    writeFileSync(join(folder, 'a.cedar'), '');
    expect(() => readPolicyFolder(folder)).toThrow(expect.objectContaining({ code: 'POLICY_NOT_FOUND' }));
  });

  it('refuses what cannot be read: a folder, bytes that are no UTF-8, more than 1 MiB', () => {
    writeFileSync(join(folder, 'data.yaml'), data);
    const faulty = (name: string) => {
      expect(() => readPolicyFolder(folder)).toThrow(expect.objectContaining({ code: 'POLICY_UNREADABLE' }));
      rmSync(join(folder, name), { recursive: true });
    };
    mkdirSync(join(folder, 'a.cedar'));
    faulty('a.cedar');
    writeFileSync(join(folder, 'b.cedar'), Buffer.from([0xff, 0xfe]));
    faulty('b.cedar');
    writeFileSync(join(folder, 'c.cedar'), ' '.repeat(1024 * 1024 + 1));
    faulty('c.cedar');
  });
});

describe('loadDefaultPolicies', () => {
  it('leaves out what is optional', () => {
    const files = loadDefaultPolicies().policies.map((policy) => policy.file);
    expect(files).toEqual([
      '10-reads.cedar',
      '20-changes.cedar',
      '25-warnings.cedar',
      '30-guard-rails.cedar',
      '40-approvals.cedar',
    ]);
  });
});
