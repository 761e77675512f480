import { describe, expect, it } from 'vitest';
import { problemsOf, problemsWith, sample, surroundings } from '../__fixtures__/sample.ts';
import { checkPlaybook } from './check-playbook.ts';

describe('checkPlaybook', () => {
  it('accepts the sample and digests its bytes', () => {
    expect(checkPlaybook(sample, 'x.yaml', surroundings)).toMatchObject({
      kind: 'valid',
      playbook: { metadata: { name: 'k8s-high-cpu' } },
      digest: 'sha256:bc66ce59dce1e237be8af78ffb9e3811cc50b5b3b8d04f4425086dffbcb21ed6',
    });
    expect(problemsOf(Buffer.from(sample))).toEqual([]);
    expect(problemsOf(`\uFEFF${sample.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  it('leaves the risk of an action to the planner where its input decides', () => {
    expect(problemsWith('kubernetes.list', 'kubernetes.call')).toEqual([]);
  });

  it('takes a playbook without steps only when it says what is still needed', () => {
    const empty = `${sample.slice(0, sample.indexOf('steps:'))}steps: []\nfindings: []\n`;
    expect(problemsOf(empty)).toEqual([
      'x.yaml:23:8: steps: must hold a step, unless `planned` says what the playbook still needs or `extends` brings some (see `cloudops playbooks schema`)',
    ]);
    expect(problemsOf(`${empty}planned: { needs: a provider of certificates }\n`)).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    [
      'a duplicate key',
      '  name: k8s-high-cpu',
      '  name: a\n  name: b',
      'x.yaml:4:3: the key "name" is there twice (remove one of them)',
    ],
    ['an unknown key', 'title:', 'titel: x\n  title:', 'x.yaml:5:3: unknown key "titel" (did you mean "title"?)'],
    [
      'an unknown key of a step',
      '    action: kubernetes.list',
      '    action: kubernetes.list\n    need: [a]',
      'x.yaml:26:5: unknown key "need" (did you mean "needs"?)',
    ],
    [
      'an unknown key of an input',
      '    default: 10',
      '    default: 10\n    min: 1',
      'x.yaml:21:5: unknown key "min" (did you mean "minimum"?)',
    ],
    ['a missing key', '  title: Why is CPU high?\n', '', 'x.yaml:3:3: the key "title" is missing (add title:)'],
    [
      'a wrong type',
      '    minimum: 1',
      '    minimum: one',
      'x.yaml:21:14: inputs.top.minimum must be a number, got text "one" (write a number)',
    ],
    [
      'a map instead of a list',
      'findings:\n  - CPU-101',
      'findings:\n  a: CPU-101',
      'x.yaml:36:3: findings must be a list, got a map (write a list)',
    ],
    [
      'an unknown input type',
      'type: integer',
      'type: int',
      'x.yaml:18:11: inputs.top.type cannot be "int" (did you mean "integer"?)',
    ],
    [
      'a wrong version',
      'cloudops/v1',
      'cloudops/v9',
      'x.yaml:1:14: api_version cannot be "cloudops/v9" (did you mean "cloudops/v1"?)',
    ],
    ['a bad name', '  top:', '  Top:', 'x.yaml:17:3: "Top" must be snake_case: a-z, 0-9 and _ (rename it)'],
    [
      'a bad semantic version',
      '1.0.0',
      '"1"',
      'x.yaml:4:12: metadata.version: must be a semantic version such as 1.0.0 (see `cloudops playbooks schema`)',
    ],
    [
      'an unknown format',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    format: cidr',
      'x.yaml:17:13: inputs.namespace.format cannot be "cidr" (did you mean "cidr-list"?)',
    ],
    [
      'a pattern that is none',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    pattern: ^(?=a)$\n    example: a',
      'x.yaml:17:14: the pattern of namespace has a group other than ( ) and (?: ) (character 2 of it) (write it as RE2 takes it, such as ^vpc-[0-9a-f]{8,17}$)',
    ],
    [
      'a pattern without anchors',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    pattern: a+\n    example: a',
      'x.yaml:17:14: the pattern of namespace must begin with ^, since it is held against the whole value (character 1 of it) (write it as RE2 takes it, such as ^vpc-[0-9a-f]{8,17}$)',
    ],
    [
      'a pattern without an example',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    pattern: ^a$',
      'x.yaml:17:5: the pattern of namespace has no example to show to whoever gives another value (add example:)',
    ],
    [
      'an example that does not fit',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    pattern: ^a$\n    example: b',
      'x.yaml:18:14: the example of namespace does not fit its pattern or format (it must fit ^a$)',
    ],
    [
      'an example without a pattern',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    example: b',
      'x.yaml:17:5: example shows what fits a pattern, and there is none (add pattern, or remove it)',
    ],
    [
      'a default that does not fit',
      '    description: Only this namespace.',
      '    description: Only this namespace.\n    format: name\n    default: A B',
      'x.yaml:18:14: the default of namespace must be a name in lower case letters, digits, - and ., with or without its kind, such as api or deployment/api; got "A B" (Only this namespace.)',
    ],
    [
      'a format of a number',
      '    default: 10',
      '    default: 10\n    format: name',
      'x.yaml:21:5: format has no meaning for an integer (remove it)',
    ],
    [
      'an unknown action',
      'kubernetes.list',
      'kubernetes.lst',
      'x.yaml:25:13: no action "kubernetes.lst" is known (did you mean "kubernetes.list"?)',
    ],
    [
      'a lower risk',
      'kubernetes.list',
      'kubernetes.scale\n    risk_level: read',
      'x.yaml:26:17: states risk "read", but kubernetes.scale has risk "write" (remove risk_level or set it to write)',
    ],
    [
      'a step that changes something in a playbook that says it reads',
      'kubernetes.list',
      'kubernetes.scale',
      'x.yaml:25:13: is a write, and the playbook says risk "read" (set metadata.risk to write)',
    ],
    [
      'an unknown finding',
      'CPU-101',
      'CPU-103',
      'x.yaml:36:5: no finding "CPU-103" is known (did you mean "CPU-101" or "CPU-102"?)',
    ],
    [
      'a finding twice',
      '  - CPU-101',
      '  - CPU-101\n  - CPU-101',
      'x.yaml:37:5: the finding "CPU-101" is there twice (remove one of them)',
    ],
    [
      'a default of another type',
      'default: 10',
      'default: ten',
      'x.yaml:20:14: the default of top must be a whole number such as 5, got "ten" (give a whole number such as 5)',
    ],
    [
      'a quoted default',
      'default: 10',
      'default: "10"',
      'x.yaml:20:14: the default of top must be written as 10 (remove the quotes)',
    ],
    [
      'a default out of bounds',
      'default: 10',
      'default: 101',
      'x.yaml:20:14: the default of top must be at most 100, got 101 (allowed: 1 to 100)',
    ],
    [
      'crossed bounds',
      'minimum: 1\n',
      'minimum: 200\n',
      'x.yaml:20:14: the default of top must be at least 200, got 10 (allowed: 200 to 100)',
    ],
    [
      'bounds of text',
      '    description: Only this namespace.',
      '    description: d\n    minimum: 1',
      'x.yaml:17:5: minimum has no meaning for a string (remove it)',
    ],
    [
      'a bad choice',
      '    default: 10',
      '    choices: [5, ten]',
      'x.yaml:20:18: a choice of top must be a whole number such as 5, got "ten" (its type is integer)',
    ],
    [
      'an unknown need',
      '    action: kubernetes.list',
      '    needs: [pod]\n    action: kubernetes.list',
      'x.yaml:25:13: there is no step "pod" (did you mean "pods"?)',
    ],
    [
      'a cycle',
      '    action: kubernetes.list',
      '    needs: [analyze]\n    action: kubernetes.list',
      'x.yaml:24:9: steps wait for each other: pods → analyze → pods (remove one of these needs or mentions)',
    ],
    [
      'a condition that is no boolean',
      ' > 0',
      '',
      'x.yaml:31:11: it must yield bool, but yields int (correct the expression)',
    ],
    [
      'a loop over no list',
      'when: size(steps.pods.output.items) > 0',
      'foreach: size(steps.pods.output.items)',
      'x.yaml:31:14: it must yield list, but yields int (correct the expression)',
    ],
    [
      'a second document',
      '  - CPU-101\n',
      '  - CPU-101\n---\na: 1\n',
      'x.yaml:37:1: a second document begins here (put one playbook into a file)',
    ],
    ['a custom tag', 'title: Why', 'title: !secret Why', 'x.yaml:5:10: unresolved tag: !secret (remove the tag)'],
    [
      'an unknown alias',
      'title: Why is CPU high?',
      'title: *why',
      'x.yaml:5:10: there is no anchor "why" before this alias (write it out without aliases)',
    ],
  ])('reports %s', (_name, part, replacement, expected) => {
    expect(problemsWith(part, replacement)).toContain(expected);
  });

  it('reports a step id that is there twice', () => {
    expect(problemsWith('id: analyze', 'id: pods')[0]).toBe(
      'x.yaml:29:9: the step id "pods" is there twice (rename one of them)',
    );
  });

  it('reports all problems at once, in order of place', () => {
    const many = sample.replace('kubernetes.list', 'kubernetes.lst').replace('default: 10', 'default: x');
    expect(problemsOf(many).map((line) => line.split(':').slice(1, 3).join(':'))).toEqual(['20:14', '25:13']);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /^x.yaml:1:1: a playbook must be a map/],
    ['a list', '- a', /^x.yaml:1:1: a playbook must be a map/],
    [
      'a tab',
      sample.replace('  version', '\tversion'),
      /^x.yaml:4:1: tabs are not allowed as indentation \(indent with spaces\)$/,
    ],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('a: 1\nbé: '), Buffer.of(0xff)]),
      /^x.yaml:2:5: the file is not UTF-8 here/,
    ],
    ['a lone surrogate', 'a: \ud800', /^x.yaml:1:1: the text is not valid Unicode/],
    ['a huge file', 'x'.repeat(262_145), /^x.yaml:1:1: the file has 262145 bytes; a playbook may have 262144/],
    [
      'an alias bomb',
      'a: &a [1,1]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]',
      /^x.yaml:1:1: its aliases grow without bound/,
    ],
    [
      'deep nesting',
      Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      /^x.yaml:33:33: values nest deeper than 32 levels/,
    ],
    ['endless nesting', '['.repeat(20_000), /^x.yaml:1:\d+: /],
  ])('survives %s', (_name, source, expected) => {
    const found = problemsOf(source);
    expect(found[0]).toMatch(expected);
    expect(found.length).toBeLessThanOrEqual(10);
  });

  it('allows anchors', () => {
    const anchored = sample
      .replace('kind: Pod', 'kind: &kind Pod')
      .replace('    with:\n      pods', '    with:\n      kind: *kind\n      pods');
    expect(problemsOf(anchored)).toEqual([]);
  });
});
