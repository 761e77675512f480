import type { Finding } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { exposedFinding, exposedRun, exposedSummary } from '../__fixtures__/exposed-run.ts';
import { toHops } from '../analysis/hops.ts';
import { createReport } from '../create-report.ts';
import { renderReport } from '../render/render-report.ts';
import { displayWidth } from '../text/display-width.ts';

const regions = ['eu-west-1', 'eu-west-1', 'us-east-1'];

function many(count: number): readonly Finding[] {
  return Array.from({ length: count }, (_, index) => {
    const base = exposedFinding(index + 1);
    const resource = { ...base.resource, namespace: regions[index % 3] ?? '' };
    if (index % 2 === 0) return { ...base, resource };
    const code = `SG-0${10 + (index % 30)}`;
    const data = { ...base.data, reach: index % 3 === 0 ? 'R1' : 'R2' };
    return { ...base, resource, code, also: [], severity: 'high', title: `Port class ${index % 30} is open`, data };
  });
}

const render = (findings: readonly Finding[], options: object = {}): string =>
  renderReport(createReport(exposedRun(findings)), 'human', { run: exposedSummary, ...options });

describe('a report with an exposure', () => {
  it('names the resource as AWS people do and shows the path in one line', () => {
    const text = render([exposedFinding(1)]);
    expect(text).toContain('1  ■ CRITICAL  SSH (TCP 22) open to the whole internet\n');
    expect(text).toContain('SecurityGroup sg-00000000000000001 (eu-west-1, 111122223333) · SG-003,');
    expect(text.replace(/\s+/g, ' ')).toContain(
      'Path internet → igw-1 → rtb-2 → acl-3 → eni-4 → sg-00000000000000001 → tcp/22',
    );
    expect(text).toMatch(/^■ SSH \(TCP 22\) open to the whole internet: SecurityGroup/m);
  });

  it('draws the path in ASCII where nothing else can be drawn', () => {
    const text = render([exposedFinding(1)], { unicode: false });
    expect(text).toContain('internet -> igw-1');
    expect(text).toMatch(/^[\x0a\x20-\x7e]*$/);
  });
});

describe('a report with 300 causes', () => {
  it('groups them by code and reach, the worst first, and says how to see all', () => {
    const text = render(many(300));
    const lines = text.split('\n');
    expect(lines.length).toBeLessThan(160);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
    expect(text).toContain('149 more: sg-00000000000000005, sg-00000000000000007,');
    expect(text).toContain('eu-west-1 99, us-east-1 50');
    expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('HIGH'));
    expect(text).toMatch(/▲ SG-\d+ \(\d+\): Port class \d+ is open, reachable from the internet/);
    expect(text).toContain('300 causes in all; -o json lists every one');
    expect(render(many(300), { unicode: false })).toMatch(/^[\x0a\x20-\x7e]*$/);
  });

  it('keeps the reaches of one code apart', () => {
    const apart = many(60).map((finding, index) => ({
      ...finding,
      code: 'SG-003',
      severity: 'critical' as const,
      data: { ...finding.data, reach: index % 2 === 0 ? 'R2' : 'R0' },
    }));
    expect(render(apart).match(/Also at/g)).toHaveLength(2);
  });

  it('shows every one when verbose', () => {
    const text = render(many(300), { verbose: true });
    expect(text.match(/^\d+ +[■▲] /gm)).toHaveLength(300);
  });

  it('leaves a few causes ungrouped', () => {
    expect(render(many(15))).not.toContain('Also at');
    expect(render(many(16))).toContain('Also at');
  });
});

describe('toHops', () => {
  it.each([
    ['texts', { path: ['igw-1', 'sg-1'] }, 'igw-1 sg-1'],
    ['a line', { path: 'internet → igw-1 → sg-1' }, 'internet igw-1 sg-1'],
    ['objects', { path: [{ id: 'igw-1' }, { name: 'web' }, {}] }, 'igw-1 web'],
    ['evidence', { path: [{ step: 'groups', pointer: '/0', value: 'sg-1' }] }, 'sg-1'],
    ['one list an address family', { path: { ipv4: [], ipv6: ['igw-6'] } }, 'igw-6'],
    ['the internet in front of what it reaches', { path: ['igw-1'], reach: 'R2' }, 'internet igw-1'],
    [
      'several ports',
      {
        path: ['sg-1'],
        protocol: 'udp',
        ports: [
          [53, 53],
          [100, 200],
        ],
      },
      'sg-1 udp/53,100-200',
    ],
    ['all traffic', { path: ['sg-1'], protocol: '-1', ports: [] }, 'sg-1 all traffic'],
    [
      'what leaves from the inside out',
      { path: ['igw-1', 'eni-1'], reach: 'R2', direction: 'egress' },
      'eni-1 igw-1 internet',
    ],
    [
      'a rule that names the port',
      { path: ['tcp 22 from 10.0.0.0/8'], protocol: 'tcp', ports: [[22, 22]] },
      'tcp 22 from 10.0.0.0/8',
    ],
    [
      'the group in place of its rules',
      { path: ['eni-1 198.51.100.7', 'sgr-1 (TCP 22)'], group_id: 'sg-1', protocol: 'tcp', ports: [[22, 22]] },
      'eni-1 198.51.100.7 sg-1 tcp/22',
    ],
    ['no path', { protocol: 'tcp', ports: [[22, 22]] }, ''],
  ])('reads %s', (_name, data, hops) => {
    expect(toHops(data).join(' ')).toBe(hops);
  });
});
