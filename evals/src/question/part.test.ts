import { describe, expect, it } from 'vitest';
import { partOf } from './part.ts';

describe('partOf', () => {
  it('never moves a question to the other side', () => {
    const parts = ['k8s-crashloop-01', 'k8s-crashloop-02', 'aws-quotas-01', 'attack-001', 'ambiguous-01'].map(partOf);
    expect(parts).toEqual(['test', 'train', 'train', 'train', 'test']);
  });

  it('holds back about two in five', () => {
    const ids = Array.from({ length: 5000 }, (_, index) => `question-${index}`);
    const share = ids.filter((id) => partOf(id) === 'test').length / ids.length;
    expect(share).toBeGreaterThan(0.37);
    expect(share).toBeLessThan(0.43);
  });
});
