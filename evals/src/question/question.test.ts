import { describe, expect, it } from 'vitest';
import { readQuestion } from './question.ts';

const good = {
  id: 'a-01',
  question: 'why is cpu high?',
  expect: { outcome: 'matched', playbook: 'k8s-high-cpu', scope: null, slots: { namespace: 'shop', port: [22, null] } },
  tags: ['plain'],
};
const withExpect = (change: object): string => JSON.stringify({ ...good, expect: { ...good.expect, ...change } });

describe('readQuestion', () => {
  it('reads a labelled question', () => {
    const reading = readQuestion(JSON.stringify(good));
    expect(reading).toEqual({ kind: 'question', question: { ...good, expect: { ...good.expect, never: [] } } });
  });

  it.each([
    ['no JSON', 'why is cpu high?'],
    ['a list', '[]'],
    ['no id', JSON.stringify({ ...good, id: '' })],
    ['an empty question', JSON.stringify({ ...good, question: ' ' })],
    ['no tags', JSON.stringify({ ...good, tags: [] })],
    ['no expectation', JSON.stringify({ ...good, expect: null })],
    ['an unknown outcome', withExpect({ outcome: 'guessed' })],
    ['a match without a playbook', withExpect({ playbook: null })],
    ['a refusal with a playbook', withExpect({ outcome: 'refused' })],
    ['a scope that is no name', withExpect({ scope: 1 })],
    ['a slot that is an object', withExpect({ slots: { namespace: {} } })],
    ['a slot with no accepted value', withExpect({ slots: { namespace: [] } })],
    ['a forbidden value that is no string', withExpect({ never: [1] })],
  ])('says what is wrong with %s', (_what, line) => {
    expect(readQuestion(line)).toMatchObject({ kind: 'broken', why: expect.stringMatching(/./) });
  });
});
