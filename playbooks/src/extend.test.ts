import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sample, surroundings } from './__fixtures__/sample.ts';
import { loadCatalog } from './load-catalog.ts';

let folder = '';

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'playbooks-')), 'shipped');
  await mkdir(folder);
  await writeFile(join(folder, 'base.yaml'), sample);
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const metadata =
  'api_version: cloudops/v1\nmetadata: { name: k8s-other, version: 1.0.0, title: t, description: d, examples: [e] }\ntriggers: [{ intent_type: diagnose, goal: other }]\ninputs: {}\n';

async function load(extension: string): Promise<Catalog> {
  await writeFile(join(folder, 'other.yaml'), `${metadata}${extension}\nfindings: []\n`);
  return loadCatalog({ ...surroundings, folders: [{ origin: 'shipped', folder }] });
}

describe('a playbook that extends another', () => {
  it('has its steps, inputs and findings, and its own settings', async () => {
    const base = (await load('steps: []\nextends: { playbook: k8s-high-cpu }')).entries[0]?.playbook;
    const step = base?.steps[0]?.id ?? '';
    const catalog = await load(`steps: []\nextends: { playbook: k8s-high-cpu, with: { ${step}: { extra: 1 } } }`);
    const other = catalog.entries.find(({ playbook }) => playbook.metadata.name === 'k8s-other');
    expect(other?.playbook.steps.map(({ id }) => id)).toEqual(base?.steps.map(({ id }) => id));
    expect(other?.playbook.steps[0]?.with).toEqual({ ...base?.steps[0]?.with, extra: 1 });
    expect(other?.playbook.inputs).toEqual(base?.inputs);
    expect(other?.playbook.findings).toEqual(base?.findings);
    expect(other?.digest).not.toBe(catalog.entries[0]?.digest);
  });

  it.each([
    [
      'another that is not there',
      'steps: []\nextends: { playbook: k8s-hihg-cpu }',
      'there is no playbook "k8s-hihg-cpu"',
    ],
    [
      'a step that is not there',
      'steps: []\nextends: { playbook: k8s-high-cpu, with: { nope: {} } }',
      'has no step "nope"',
    ],
    [
      'and has steps of its own',
      'steps: [{ id: a, action: kubernetes.list }]\nextends: { playbook: k8s-high-cpu }',
      'has no steps of its own',
    ],
    ['itself', 'steps: []\nextends: { playbook: k8s-other }', 'extends another itself'],
  ])('is refused when it names %s', async (_, extension, message) => {
    await expect(load(extension)).rejects.toThrow(message);
  });
});
