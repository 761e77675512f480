import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everything, group, modelOf, rule } from '../hygiene/__fixtures__/world.ts';
import { applyExceptions } from './apply-exceptions.ts';
import { createBaseline, diffBaseline } from './baseline.ts';
import { parseExceptions } from './parse-exceptions.ts';
import { readReview } from './read-review.ts';
import type { ReviewedException } from './review.ts';

const now = Date.parse('2026-06-15T12:00:00Z');

const whole = `# reviewed by the network team
exceptions:
  - code: SG-003
    resource: sg-bastion
    account: "111122223333"
    region: eu-west-1
    reason: 'bastion; don''t close before the move'
    reviewer: security team   # weekly round
    expires: 2026-06-15
  - code: NET-011
    resource: Vpc/vpc-*
    reason: "logged by the firewall: yes"
    reviewer: network team
    expires: 2026-06-14
`;

describe('parseExceptions', () => {
  it('reads every field, with where it stands', () => {
    const { exceptions, problems } = parseExceptions(whole, 'exceptions.yaml', now);
    expect(problems).toEqual([]);
    expect(exceptions[0]).toEqual({
      code: 'SG-003',
      resource: 'sg-bastion',
      account: '111122223333',
      region: 'eu-west-1',
      reason: "bastion; don't close before the move",
      reviewer: 'security team',
      expires: '2026-06-15',
      expired: false,
      at: 'exceptions.yaml:3',
    });
    expect(exceptions[1]).toMatchObject({ account: null, reason: 'logged by the firewall: yes', expired: true });
  });

  it('lets an exception hold through its last day, UTC', () => {
    const expiredAt = (time: string): unknown => parseExceptions(whole, 'e', Date.parse(time)).exceptions[0]?.expired;
    expect(expiredAt('2026-06-15T23:59:59Z')).toBe(false);
    expect(expiredAt('2026-06-16T00:00:00Z')).toBe(true);
  });

  it('takes an empty list for none', () => {
    expect(parseExceptions('exceptions: []\n', 'e', now)).toEqual({ exceptions: [], problems: [] });
  });

  it.each<[string, string, string, number]>([
    ['a field that it does not know', 'expires: 2026-06-15', 'expires: 2026-06-15\n    owner: me', 10],
    ['no reason', "    reason: 'bastion; don''t close before the move'\n", '', 3],
    ['a day that the calendar lacks', '2026-06-15', '2026-02-30', 9],
    ['a code that is none', 'code: SG-003', 'code: "*"', 3],
    ['an account that is none', '"111122223333"', '1234', 5],
    ['a field given twice', 'region: eu-west-1', 'region: eu-west-1\n    region: eu-west-2', 7],
    ['a wrong indent', '    region', '     region', 6],
    ['a tab', '    region', '\tregion', 6],
    ['a list', 'resource: sg-bastion', 'resource: [sg-bastion, sg-jump]', 4],
    ['a map', 'resource: sg-bastion', 'resource: { id: sg-bastion }', 4],
    ['half a quote', 'reviewer: security team', 'reviewer: "security team', 8],
    ['another title', 'exceptions:', 'exemptions:', 2],
    ['a line that is none of these', '  - code: NET-011', '  hello', 10],
  ])('names the line of %s', (_name, from, to, line) => {
    const { problems } = parseExceptions(whole.replace(from, to), 'exceptions.yaml', now);
    expect(problems[0]).toMatchObject({ file: 'exceptions.yaml', line });
  });

  it('calls an empty file a problem', () => {
    expect(parseExceptions('', 'e', now).problems).toHaveLength(1);
  });
});

function finding(parts: Partial<Finding> = {}): Finding {
  return {
    id: 'f_0000000000000001',
    code: 'SG-003',
    also: [],
    role: 'fault',
    tier: 'contradiction',
    severity: 'critical',
    resource: { provider: 'aws', target: '111122223333', kind: 'SecurityGroup', namespace: 'eu-west-1', name: 'sg-1a' },
    instances: [],
    title: 'SSH open',
    detail: 'It is open.',
    evidence: [],
    cause_of: [],
    touches_users: null,
    since: null,
    remediations: [],
    ...parts,
  };
}

function exception(parts: Partial<ReviewedException> = {}): ReviewedException {
  return {
    code: 'SG-003',
    resource: 'sg-1a',
    account: null,
    region: null,
    reason: 'a bastion',
    reviewer: 'security team',
    expires: '2026-12-31',
    expired: false,
    at: 'exceptions.yaml:3',
    ...parts,
  };
}

describe('applyExceptions', () => {
  const apply = (...exceptions: readonly ReviewedException[]): ReturnType<typeof applyExceptions> =>
    applyExceptions([finding()], { exceptions, baseline: null });

  it('moves an excepted finding to what was ruled out, with reason and expiry', () => {
    const { findings, ruledOut } = apply(exception());
    expect(findings).toEqual([]);
    expect(ruledOut).toEqual([
      {
        code: 'SG-003',
        why: 'SecurityGroup sg-1a (eu-west-1, 111122223333): accepted until 2026-12-31: a bastion (reviewed by security team)',
        evidence: [{ step: 'review', pointer: '/exceptions/0', value: 'exceptions.yaml:3' }],
      },
    ]);
  });

  it.each<[string, Partial<ReviewedException>]>([
    ['a pattern', { resource: 'sg-*' }],
    ['the kind', { resource: 'SecurityGroup/sg-1a' }],
    ['account and region', { account: '111122223333', region: 'eu-west-1' }],
    ['everything', { resource: '*' }],
  ])('fits by %s', (_name, parts) => {
    expect(apply(exception(parts)).findings).toEqual([]);
  });

  it.each<[string, Partial<ReviewedException>]>([
    ['code', { code: 'SG-004' }],
    ['resource', { resource: 'sg-1' }],
    ['a dot that is no wildcard', { resource: 'sg.1a' }],
    ['account', { account: '444455556666' }],
    ['region', { region: 'eu-west-2' }],
    ['kind', { resource: 'Instance/sg-1a' }],
  ])('does not fit another %s', (_name, parts) => {
    expect(apply(exception(parts))).toEqual({ findings: [finding()], ruledOut: [] });
  });

  it('keeps a finding whose exception ran out, and says so', () => {
    const { findings, ruledOut } = apply(exception({ expired: true, expires: '2026-01-31' }));
    expect(ruledOut).toEqual([]);
    expect(findings[0]?.detail).toContain('accepted until 2026-01-31, which is over');
    expect(findings[0]?.data).toEqual({ exception_expired: '2026-01-31' });
  });

  it('lets one that holds win over one that ran out', () => {
    expect(apply(exception({ expired: true }), exception()).findings).toEqual([]);
  });

  it('changes nothing without a review', () => {
    expect(applyExceptions([finding()], null)).toEqual({ findings: [finding()], ruledOut: [] });
  });

  it('is quick with a pattern of many stars', () => {
    const long = finding({ resource: { ...finding().resource, name: 'a'.repeat(10_000) } });
    const review = { exceptions: [exception({ resource: `${'*'.repeat(200)}b` })], baseline: null };
    const start = performance.now();
    expect(applyExceptions([long], review).findings).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('createBaseline and diffBaseline', () => {
  const groups = [group('sg-b'), group('sg-a')];
  const rules = [rule('sgr-2', 'sg-a', everything), rule('sgr-1', 'sg-a'), rule('sgr-3', 'sg-b')];
  const approval = { approvedAt: '2026-01-02T03:04:05Z', approvedBy: 'network team' };
  const read = (some: readonly unknown[]) => [...modelOf({ groups, group_rules: some }).groups.values()];

  it('gives the same bytes for the same groups in any order', () => {
    const one = createBaseline(read(rules), approval);
    const other = createBaseline(read(rules.toReversed()).toReversed(), approval);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(one.places).toEqual(['111122223333/eu-west-1']);
    expect(one.groups['sg-a']?.rules).toEqual(['in all traffic from 10.0.0.0/8', 'in tcp 22 from 10.0.0.0/8']);
  });

  it('finds no difference to itself', () => {
    expect(diffBaseline(createBaseline(read(rules), approval), read(rules))).toEqual([]);
  });

  it('is not fooled by names of object members', () => {
    const baseline = createBaseline(read(rules), approval);
    const odd = [
      ...modelOf({ groups: [group('constructor')], group_rules: [rule('sgr-9', 'constructor')] }).groups.values(),
    ];
    expect(diffBaseline(baseline, odd).map(({ kind }) => kind)).toEqual(['new']);
  });
});

describe('readReview', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'review-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is absent without a folder, and with an empty one', async () => {
    expect(await readReview(null, now)).toEqual({ status: 'absent' });
    expect(await readReview(join(folder, 'none'), now)).toEqual({ status: 'absent' });
    await writeFile(join(folder, 'README.md'), 'how we review');
    expect(await readReview(folder, now)).toEqual({ status: 'absent' });
  });

  it('reads exceptions and the baseline', async () => {
    const approval = { approvedAt: '2026-01-02T03:04:05Z', approvedBy: 'network team', places: [] };
    await writeFile(join(folder, 'exceptions.yaml'), whole);
    await writeFile(join(folder, 'baseline.json'), JSON.stringify(createBaseline([], approval)));
    const evidence = await readReview(folder, now);
    expect(evidence.output?.exceptions).toHaveLength(2);
    expect(evidence.output?.baseline?.approved_by).toBe('network team');
  });

  it.each<[string, string, string]>([
    ['exceptions.yaml', whole.replace('code: SG-003', 'code: SSH'), 'exceptions.yaml:3: "code" must be a finding code'],
    ['baseline.json', '{\n  "format": "other"\n}', 'baseline.json:2: format'],
    ['baseline.json', '{', 'baseline.json:1: the file is no JSON'],
    ['exceptions.txt', 'hello', 'exceptions.txt:1: only exceptions'],
  ])('applies nothing when %s is wrong, and says where', async (name, text, message) => {
    await writeFile(join(folder, 'more.yaml'), whole);
    await writeFile(join(folder, name), text);
    const evidence = await readReview(folder, now);
    expect(evidence.status).toBe('unknown');
    expect(evidence.output).toBeUndefined();
    expect(evidence.reason?.kind).toBe('invalid');
    expect(evidence.reason?.message).toContain(message);
  });

  it('calls a folder in a file’s place a problem', async () => {
    await mkdir(join(folder, 'exceptions.yaml'));
    expect((await readReview(folder, now)).reason?.kind).toBe('invalid');
  });
});
