import { describe, expect, it } from 'vitest';
import { checkEvidence, findAnalysisFault } from './check-evidence.ts';
import type { CheckBySchema } from './compile-schema.ts';

const fits: CheckBySchema = (value) => ({ kind: 'fits', value });
const breaks: CheckBySchema = () => ({ kind: 'wrong', path: ['lit'], message: 'must be\u001b[2J true' });

describe('checkEvidence', () => {
  it.each([
    [{ status: 'present', output: { lit: true } }],
    [{ status: 'absent' }],
    [{ status: 'unknown', reason: { kind: 'timeout', message: 'slow' }, output: 1 }],
  ])('takes %j', (value) => {
    expect(checkEvidence(value, fits)).toEqual({ kind: 'evidence', evidence: value });
  });

  it.each([
    [undefined],
    [null],
    ['present'],
    [{ status: 'fine' }],
    [{ status: 'present' }],
    [{ status: 'present', output: 1, reason: { kind: 'failed', message: '' } }],
    [{ status: 'absent', output: 1 }],
    [{ status: 'unknown' }],
    [{ status: 'unknown', reason: { kind: 'bad-luck', message: '' } }],
    [{ status: 'unknown', reason: { kind: 'failed', message: 1 } }],
    [{ status: 'absent', digest: 'sha256:0' }],
  ])('refuses %j', (value) => {
    expect(checkEvidence(value, fits)).toMatchObject({ kind: 'wrong', why: expect.stringContaining('returned') });
  });

  it('says where an output breaks its schema, without control characters', () => {
    expect(checkEvidence({ status: 'present', output: {} }, breaks)).toEqual({
      kind: 'wrong',
      why: 'returned an output that breaks its schema at lit: must be\\u001b[2J true',
    });
  });

  it('makes the control characters of a reason visible', () => {
    const reason = { kind: 'failed', message: 'a\u001b]0;x\u0007b', needs: 'list\u202epods' };
    expect(checkEvidence({ status: 'unknown', reason }, fits)).toMatchObject({
      evidence: { reason: { message: 'a\\u001b]0;x\\u0007b', needs: 'list\\u202epods' } },
    });
  });
});

describe('findAnalysisFault', () => {
  const codes = new Set(['LAMP-1']);
  const analysis = { findings: [], ruled_out: [], not_checked: [], figures: [] };
  const ruledOut = (code: string): object => ({ ...analysis, ruled_out: [{ code, why: '', evidence: [] }] });

  it.each([[{ lit: true }], [analysis], [ruledOut('LAMP-1')], [[1]], ['text']])('takes %j', (output) => {
    expect(findAnalysisFault(output, codes)).toBeUndefined();
  });

  it('names a code that is not registered', () => {
    expect(findAnalysisFault(ruledOut('LAMP-2'), codes)).toContain('LAMP-2, which its provider has not registered');
  });

  it('says where an analysis is wrong', () => {
    expect(findAnalysisFault({ ...analysis, figures: [{ group: 1 }] }, codes)).toContain('figures.0.');
  });
});
