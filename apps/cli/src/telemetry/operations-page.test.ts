import { readFileSync } from 'node:fs';
import { attributeNames, metricDefinitions } from '@cloudops/telemetry';
import { describe, expect, it } from 'vitest';
import { renderUsagePayload } from './usage/usage-payload.ts';

const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');

describe('the page about operations', () => {
  it.each(Object.values(attributeNames))('has the attribute %s', (name) => {
    expect(page).toContain(`\`${name}\``);
  });

  it.each(Object.values(metricDefinitions))('has the metric $name', ({ name, unit }) => {
    expect(page).toContain(`| \`${name}\` | \`${unit}\` |`);
  });

  it('has every field that is shared', () => {
    const row = { command: 'usage', playbook: null, exit_code: 0, duration: '<1s', count: 1 } as const;
    const file = { install_id: 'x', counts: [row] };
    const payload = JSON.parse(renderUsagePayload(file, { version: '', os: '', arch: '', runtime: '' })) as object;
    const fields = [...Object.keys(payload).filter((name) => name !== 'commands')];
    const ofRows = Object.keys(row).map((name) => `commands[].${name}`);
    expect([...fields, ...ofRows].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('names nothing else as an attribute', () => {
    const named = [...page.matchAll(/`((?:cloudops|gen_ai|error)\.[a-z_.]+)`/g)].map(([, name]) => name);
    const known = new Set<string | undefined>([
      ...Object.values(attributeNames),
      ...Object.values(metricDefinitions).map(({ name }) => name),
      ...['cloudops.question.ended', 'cloudops.step.unknown', 'cloudops.failure'],
    ]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
