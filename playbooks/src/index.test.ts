import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as playbooks from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(playbooks).sort()).toEqual([
    'checkPlaybook',
    'formatProblem',
    'loadCatalog',
    'playbookJsonSchema',
    'shippedPlaybooksFolder',
  ]);
});

it('publishes a schema that names every part of a playbook', () => {
  const schema = playbooks.playbookJsonSchema();
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(JSON.stringify(schema)).toContain(
    '"required":["api_version","metadata","triggers","inputs","steps","findings"]',
  );
});

it('ships playbooks that load, given the actions and findings that they name', async () => {
  const folder = playbooks.shippedPlaybooksFolder();
  const names = await readdir(folder);
  expect(names).toContain('k8s-high-cpu.yaml');
  const documents = await Promise.all(names.map(async (name) => parse(await readFile(join(folder, name), 'utf8'))));
  const actions = documents.flatMap(({ steps }: { steps: { action: string }[] }) =>
    steps.map(({ action }) => ({
      name: action,
      provider: 'kubernetes',
      risk: 'read' as const,
      description: action,
      estimated_sec: 1,
      estimated_cost_usd: 0,
    })),
  );
  const findings = documents.flatMap((document: { findings: string[] }) => document.findings);
  const catalog = await playbooks.loadCatalog({ folders: [{ origin: 'shipped', folder }], actions, findings });
  expect(catalog.entries.length).toBe(names.length);
});
