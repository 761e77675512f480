import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { accessLevel, isPlainRead } from './authorization/access-level.ts';
import { createAwsProvider } from './provider.ts';

interface Step {
  readonly action: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Policy {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: readonly string[];
    readonly Resource: string;
  }[];
}

const root = new URL('../../../', import.meta.url);
const library = new URL('playbooks/library/', root);
// The parser of the package whose files these are.
const { parse } = createRequire(new URL('playbooks/package.json', root))('yaml') as { parse(text: string): unknown };

function readSteps(): readonly Step[] {
  const files = readdirSync(library).filter((name) => /^aws-.*\.yaml$/.test(name));
  const playbooks = files.map((name) => parse(readFileSync(new URL(name, library), 'utf8')) as { steps: Step[] });
  return playbooks.flatMap(({ steps }) => steps).filter(({ action }) => action.startsWith('aws.'));
}

// With an organization, since that is the most that resolving places may need.
const { actions } = createAwsProvider({ version: '1.0.0', accounts: 'organization', environment: {} });

function rightsOf(step: Step): readonly string[] {
  const action = actions.find(({ name }) => `aws.${name}` === step.action);
  if (action === undefined) throw new RangeError(`no action ${step.action}`);
  // As before a run: what earlier steps will say is missing, and rights depend on none of it.
  return action.permissions({ ...step.with }).map(({ verb }) => verb);
}

const policy = JSON.parse(readFileSync(new URL('deploy/aws/read-only.json', root), 'utf8')) as Policy;
const granted = policy.Statement.flatMap(({ Action }) => Action);

describe('deploy/aws/read-only.json', () => {
  it('grants what the steps of the playbooks read, and nothing else', () => {
    expect(granted).toEqual([...new Set(readSteps().flatMap(rightsOf))].sort());
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
      const { service, operation, fields } = step.with as { service: string; operation: string; fields?: string[] };
      expect(isPlainRead({ service, operation }, fields)).toBe(true);
    },
  );
});
