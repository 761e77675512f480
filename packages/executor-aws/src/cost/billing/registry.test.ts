import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { playbookSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { costExplorerInputSchema } from '../explorer/request.ts';
import { baseQuestions } from './__fixtures__/ledger-steps.ts';
import { billingFindings } from './registry.ts';

const codes = billingFindings.map(({ code }) => code);
const root = new URL('../../../../../', import.meta.url);
const { parse } = createRequire(new URL('playbooks/package.json', root))('yaml') as { parse(text: string): unknown };
const file = new URL('playbooks/library/aws-cost-spike.yaml', root);
const playbook = playbookSchema.parse(parse(readFileSync(file, 'utf8')));

describe('the registry of billing findings', () => {
  it('holds CST-01 to CST-16 once, in order', () => {
    expect(codes).toEqual(Array.from({ length: 16 }, (_, index) => `CST-${String(index + 1).padStart(2, '0')}`));
  });
  it('documents every code', () => {
    for (const { code, title, decided, source, remedy } of billingFindings) {
      for (const text of [title, decided, source, remedy]) expect(text.length, code).toBeGreaterThan(5);
    }
  });
});

describe('the playbook aws-cost-spike', () => {
  const analyze = playbook.steps.find(({ id }) => id === 'analyze');
  it('promises what the registry holds', () => expect(playbook.findings).toEqual(codes));
  it('hands every earlier step to the analyzer', () => {
    const earlier = playbook.steps.map(({ id }) => id).filter((id) => id !== 'analyze');
    expect(Object.keys((analyze?.with?.steps ?? {}) as object).sort()).toEqual(earlier.sort());
  });
  it('asks what the tests ask', () => {
    for (const [id, { group_by, filter }] of Object.entries(baseQuestions)) {
      const step = playbook.steps.find((one) => one.id === id);
      expect(step?.with?.group_by).toEqual(group_by);
      expect(step?.with?.filter).toEqual(filter);
    }
  });
  it('asks Cost Explorer only what the action takes', () => {
    for (const { id, action, with: input } of playbook.steps) {
      if (action !== 'aws.cost-explorer') continue;
      const stated = Object.entries(input ?? {}).filter(([, value]) => !JSON.stringify(value).includes('${{'));
      expect(costExplorerInputSchema.safeParse(Object.fromEntries(stated)).error, id).toBeUndefined();
    }
  });
  it('asks for commitments and tags only when told to', () => {
    const gated = playbook.steps.filter(({ when }) => when !== undefined).map(({ when }) => when);
    expect(new Set(gated)).toEqual(new Set(['inputs.commitments', 'inputs.tag != null']));
  });
});
