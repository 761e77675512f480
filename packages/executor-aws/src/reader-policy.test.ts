import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSteps, rightsNeeded, root } from './__fixtures__/reader-rights.ts';
import { accessLevel, isPlainRead } from './authorization/access-level.ts';

interface Policy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: readonly string[];
    readonly Resource: string;
  }[];
}

const policy = JSON.parse(readFileSync(new URL('deploy/aws/read-only.json', root), 'utf8')) as Policy;
const granted = policy.Statement.flatMap(({ Action }) => Action);

describe('deploy/aws/read-only.json', () => {
  it('grants what the steps of the playbooks read, and nothing else', () => {
    expect(granted).toEqual(rightsNeeded());
  });

  it('grants only what AWS classes as reading', () => {
    for (const action of granted.filter((name) => name !== 'budgets:ViewBudget')) {
      const [service = '', operation = ''] = action.split(':');
      const level = accessLevel({ service, operation });
      expect(`${action} ${level === 'List' || level === 'Read'}`).toBe(`${action} true`);
    }
    expect(policy.Statement.every(({ Effect }) => Effect === 'Allow')).toBe(true);
  });
});

describe('the listing steps of the playbooks', () => {
  const lists = readSteps().filter(({ action }) => action === 'aws.list');
  it.each(lists.map((step) => [`${String(step.with?.service)} ${String(step.with?.operation)}`, step] as const))(
    '%s only reads, and leaves secrets out',
    (_name, step) => {
      const asked = step.with as { service: string; operation: string; items?: string; fields?: string[] };
      expect(isPlainRead(asked, asked)).toBe(true);
    },
  );
});
