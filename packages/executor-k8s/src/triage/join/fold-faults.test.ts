import { describe, expect, it } from 'vitest';
import { type DraftParts, draft } from '../draft.ts';
import { joinDrafts } from './join.ts';

const coredns = { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' };
const base = { severity: 'high', title: '', detail: '', evidence: [] } as const;
const pod = (name: string) => ({ instance: `Pod/shop/${name}`, mechanism: 'reads it' });
const symptom = (name: string) =>
  draft({
    ...{ ...base, code: 'POD-001', role: 'symptom', tier: 'status', instances: [`Pod/shop/${name}`] },
    subject: { kind: 'Deployment', namespace: 'shop', name },
  });
const fault = (parts: Partial<DraftParts>) =>
  draft({ ...base, code: 'DNS-101', role: 'fault', tier: 'contradiction', subject: coredns, ...parts });
const told = (...drafts: Parameters<typeof joinDrafts>[0]) =>
  joinDrafts(drafts)
    .filter(({ role }) => role === 'fault')
    .map(({ code, also, causeOf }) => `${code} +${also?.join('') ?? ''} ${causeOf.size}`);

describe('faults at one object', () => {
  it('that share a symptom are one cause with all they explain', () => {
    const weaker = fault({ code: 'LOG-114', tier: 'last-words', explains: [pod('a'), pod('b')] });
    expect(told(symptom('a'), symptom('b'), fault({ explains: [pod('a')] }), weaker)).toEqual(['DNS-101 +LOG-114 2']);
  });

  it('that share none are two', () => {
    const other = fault({ code: 'LOG-114', tier: 'last-words', explains: [pod('b')] });
    expect(told(symptom('a'), symptom('b'), fault({ explains: [pod('a')] }), other)).toHaveLength(2);
  });

  it('are not mixed with those of another object', () => {
    const other = fault({ code: 'LOG-114', subject: { ...coredns, name: 'other' }, explains: [pod('a')] });
    expect(told(symptom('a'), fault({ explains: [pod('a')] }), other)).toHaveLength(2);
  });
});
