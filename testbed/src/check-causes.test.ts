import { describe, expect, it } from 'vitest';
import { checkCauses } from './check-causes.ts';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const quota = { kind: 'ResourceQuota', namespace: 'shop', name: 'q' };
const node = { kind: 'Node', name: 'n-1' };

describe('checkCauses', () => {
  it('looks at the first cause alone where only that is stated', () => {
    expect(checkCauses({ first_cause: web, text: '' }, [web, node])).toEqual([]);
    expect(checkCauses({ first_cause: web, text: '' }, [node, web])).toEqual([
      'Node n-1 is the first cause, not Deployment shop/web',
    ]);
    expect(checkCauses({ first_cause: web, text: '' }, [])).toEqual([
      'nothing is the first cause, not Deployment shop/web',
    ]);
  });

  it('takes an alternative for right', () => {
    expect(checkCauses({ first_cause: web, alternatives: [node], text: '' }, [node])).toEqual([]);
  });

  it('wants silence where nothing is wrong', () => {
    expect(checkCauses({ first_cause: 'none', text: '' }, [])).toEqual([]);
    expect(checkCauses({ first_cause: 'none', text: '' }, [web])).toEqual(['Deployment shop/web is no cause']);
  });

  it('wants all causes in any order, each once or more, and no other', () => {
    const expectation = { causes: [web, quota], text: '' };
    expect(checkCauses(expectation, [quota, web, web])).toEqual([]);
    expect(checkCauses(expectation, [web, node])).toEqual(['ResourceQuota shop/q is a cause', 'Node n-1 is no cause']);
  });

  it('says nothing where nothing is expected', () => {
    expect(checkCauses({ text: '' }, [web])).toEqual([]);
  });
});
