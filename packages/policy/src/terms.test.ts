import { expect, it } from 'vitest';
import { loadCedar } from './cedar.ts';
import { findTerms, toMilliseconds } from './terms.ts';

it('findTerms reads what a policy speaks of', async () => {
  const text = `@id("x") forbid (principal in CloudOps::Role::"operator", action in CloudOps::Action::"change",
    resource in CloudOps::Environment::"prod") when { context.blastRadius > 10 && principal != CloudOps::User::"os:a"
    && context.now < datetime("2026-01-01T00:00:00Z").offset(duration("1d2h")) && context.playbook like "k8s-*"
    && resource.name == "main" };`;
  const answer = (await loadCedar()).policyToJson(text);
  if (answer.type !== 'success') throw new TypeError('no policy');
  expect(findTerms(answer.json)).toEqual({
    roles: ['operator'],
    environments: ['prod'],
    users: ['os:a'],
    actions: ['change'],
    numbers: [10],
    texts: ['k8s-', 'main'],
    durations: [26 * 3_600_000],
    moments: [Date.UTC(2026, 0, 1)],
    attributes: ['blastRadius', 'name', 'now', 'playbook'],
  });
});

it.each([
  ['4h', 14_400_000],
  ['1d2h3m4s5ms', 93_784_005],
  ['5ms', 5],
  ['3m', 180_000],
  ['-1s', -1000],
  ['', null],
  ['-', null],
  ['4 h', null],
  ['h4', null],
])('toMilliseconds(%j) is %j', (text, milliseconds) => {
  expect(toMilliseconds(text)).toBe(milliseconds);
});
