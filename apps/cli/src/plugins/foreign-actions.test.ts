import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listForeignActions } from './foreign-actions.ts';

function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-playbooks-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('what playbooks use of others', () => {
  it('is named once, however it is written', async () => {
    const files = {
      'a.yaml': 'steps:\n  - { id: a, action: acme.look }\n  - id: b\n    "action": >-\n      kubernetes.delete\n',
      'b.yaml': 'steps: [{ id: a, action: aws.call }, { id: b, action: "kubernetes.delete" }]\n',
    };
    expect(await listForeignActions(write(files), Object.keys(files), ['acme'])).toEqual([
      'aws.call',
      'kubernetes.delete',
    ]);
  });

  it('holds the playbook whose steps are taken', async () => {
    const files = { 'a.yaml': 'extends: { playbook: k8s-restart }\nsteps: []\n' };
    expect(await listForeignActions(write(files), Object.keys(files), [])).toEqual(['the steps of k8s-restart']);
  });

  it.each(['{', 'steps: 7', '- a', 'steps: [null, 3]', 'extends: null', '# \u0000'])(
    'is nothing in what is no playbook: %j',
    async (text) => {
      expect(await listForeignActions(write({ 'a.yaml': text }), ['a.yaml', 'gone.yaml'], [])).toEqual([]);
    },
  );
});
