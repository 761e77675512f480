import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { playbookSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { metricsInputSchema } from '../metrics/metrics-input.ts';
import { wasteInputSchema } from './input.ts';
import { wasteFindings } from './registry.ts';

const root = new URL('../../../../../', import.meta.url);
const { parse } = createRequire(new URL('playbooks/package.json', root))('yaml') as { parse(text: string): unknown };
const file = new URL('playbooks/library/aws-cost-waste.yaml', root);
const playbook = playbookSchema.parse(parse(readFileSync(file, 'utf8')));
const codes = wasteFindings.map(({ code }) => code);

/** Puts something in the place of every expression, so that schemas can be asked. */
function filled(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('${{')) {
    if (value.includes('inputs.days')) return 14;
    if (value.includes('output.prices')) return null;
    if (value.includes('inputs.min_monthly_usd')) return 0;
    return value.includes('inputs.') ? 'x' : { status: 'present', output: { places: [] } };
  }
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, filled(child)]));
}

function inputOf(id: string): unknown {
  return filled(playbook.steps.find((step) => step.id === id)?.with);
}

describe('the registry of waste findings', () => {
  it('holds CST-17 to CST-40 in order', () => {
    expect(codes).toEqual(Array.from({ length: 24 }, (_, index) => `CST-${index + 17}`));
  });

  it('documents every code', () => {
    for (const { code, title, decided, source, remedy } of wasteFindings) {
      for (const text of [title, decided, source, remedy]) expect(text.length, code).toBeGreaterThan(3);
    }
  });
});

describe('the playbook aws-cost-waste', () => {
  it('promises what the registry holds', () => {
    expect(playbook.findings).toEqual(codes);
  });

  it('hands every earlier step to the analyzer except the choice of suspects', () => {
    const analyze = playbook.steps.find(({ id }) => id === 'analyze');
    const earlier = playbook.steps.map(({ id }) => id).filter((id) => id !== 'analyze' && id !== 'suspects');
    expect(Object.keys((analyze?.with?.steps ?? {}) as object).sort()).toEqual(earlier.sort());
  });

  it('fits the inputs of its own actions', () => {
    expect(wasteInputSchema.safeParse(inputOf('analyze')).error).toBeUndefined();
    expect(wasteInputSchema.safeParse(inputOf('suspects')).error).toBeUndefined();
    for (const { id } of playbook.steps.filter(({ action }) => action === 'aws.metrics'))
      expect(metricsInputSchema.safeParse(inputOf(id)).error, id).toBeUndefined();
  });

  it('reads every list through a mask', () => {
    const lists = playbook.steps.filter(({ action }) => action === 'aws.list');
    expect(lists.filter(({ with: input }) => input?.fields === undefined)).toEqual([]);
  });

  it('never reads what holds the pre-shared keys of a VPN', () => {
    expect(JSON.stringify(inputOf('vpn_connections'))).not.toContain('CustomerGatewayConfiguration');
  });

  it('is asked in several languages', () => {
    expect(playbook.metadata.examples.length).toBeGreaterThanOrEqual(20);
  });
});
