import type { ProofTier } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { type Draft, draft } from '../draft.ts';
import { joinDrafts } from './join.ts';

const subject = { kind: 'Deployment', namespace: 'shop', name: 'api' };
const explains = [{ instance: 'Pod/shop/api-0', mechanism: 'runs it' }];
const base = { severity: 'high', title: '', detail: '', evidence: [], subject } as const;
const symptom = draft({ ...base, code: 'POD-001', role: 'symptom', tier: 'status', instances: ['Pod/shop/api-0'] });
const hint = (code: string, tier: ProofTier): Draft => draft({ ...base, code, tier, role: 'hint', explains });
const roles = (...drafts: readonly Draft[]): readonly string[] =>
  joinDrafts(drafts).map(({ code, role }) => `${code} ${role}`);

describe('hints of one symptom that nothing else explains', () => {
  it('are raised by the best proof only', () => {
    expect(roles(symptom, hint('WRK-102', 'correlation'), hint('LOG-117', 'last-words'))).toEqual([
      'LOG-117 fault',
      'POD-001 symptom',
      'WRK-102 hint',
    ]);
  });

  it('are raised together where their proofs are alike', () => {
    const other = { ...hint('SVC-110', 'contradiction'), subject: { ...subject, name: 'other' } };
    expect(roles(symptom, hint('NPL-101', 'contradiction'), other)).toEqual([
      'NPL-101 fault',
      'POD-001 symptom',
      'SVC-110 fault',
    ]);
  });

  it('stay hints beside a fault', () => {
    const fault = draft({ ...base, code: 'POD-120', role: 'fault', tier: 'message', explains });
    expect(roles(symptom, fault, hint('NPL-101', 'contradiction'))).toEqual([
      'NPL-101 hint',
      'POD-001 symptom',
      'POD-120 fault',
    ]);
  });
});
