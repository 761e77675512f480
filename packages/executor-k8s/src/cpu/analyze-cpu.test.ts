import { analysisSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../evidence/read.ts';
import type { StepEvidence } from '../evidence/step-evidence.ts';
import { causesOf, nameOf } from './__fixtures__/first-cause.ts';
import { scenarios } from './__fixtures__/scenarios.ts';
import { analyzeCpu } from './analyze-cpu.ts';

describe('analyzeCpu', () => {
  describe.each(scenarios)('on scenario $id', ({ steps, scope, cause }) => {
    const analysis = analyzeCpu({ steps, scope }, 'prod');

    it('names the right causes and no other', () => {
      expect(causesOf(analysis).map(nameOf)).toEqual(cause === null ? [] : [cause]);
    });

    it('returns what the spec says', () => {
      expect(analysisSchema.parse(analysis)).toEqual(analysis);
    });

    it('points with every piece of evidence at the value that it states', () => {
      const all = [...analysis.findings, ...analysis.ruled_out].flatMap(({ evidence }) => evidence);
      for (const { step, pointer, value } of all) {
        const path = pointer
          .split('/')
          .slice(1)
          .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
        const found = valueAt(steps[step]?.output, ...path);
        expect(found, `${step}${pointer}`).toBeDefined();
        if (Array.isArray(found)) expect(value).toBe(`${found.length} items`);
        else if (typeof found === 'object') expect(typeof value).toBe('string');
        else expect(value).toEqual(found);
      }
    });

    it('rests every fault and symptom on evidence', () => {
      for (const { role, code, evidence } of analysis.findings)
        if (role !== 'hint') expect(evidence.length, code).toBeGreaterThan(0);
    });
  });

  it('keeps to the codes that it is asked for', () => {
    const [{ steps, scope } = { steps: {}, scope: {} }] = scenarios;
    const codes = (given: readonly string[]) =>
      analyzeCpu({ steps, scope, codes: given }, 'prod').findings.map(({ code }) => code);
    expect(codes(['CPU-104'])).toEqual(['CPU-104']);
    expect(codes([])).toEqual([]);
    expect(analyzeCpu({ steps, scope, codes: [] }, 'prod').not_checked).toEqual([]);
    const metrics: StepEvidence = { status: 'unknown', reason: { kind: 'denied', message: 'no', needs: 'list it' } };
    const blind = analyzeCpu({ steps: { ...steps, metrics }, scope, codes: [] }, 'prod');
    expect(blind.not_checked).toEqual([expect.objectContaining({ why: 'no', needs: 'list it' })]);
  });
});
