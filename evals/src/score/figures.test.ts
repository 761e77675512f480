import { describe, expect, it } from 'vitest';
import { type AnswerSketch, catalog, toAnswer } from '../__fixtures__/answers.ts';
import { checkBars } from './bars.ts';
import { computeFigures, type Figures } from './figures.ts';

const figuresOf = (...sketches: readonly AnswerSketch[]): Figures =>
  computeFigures(
    sketches.map((sketch, index) => toAnswer(sketch, `q${index}`)),
    { catalog, now: 0 },
  );

describe('figures', () => {
  it('weigh each playbook the same in macro accuracy', () => {
    const plain = { tags: ['plain'], expected: 'look', actual: 'look' };
    const figures = figuresOf(plain, plain, plain, { tags: ['plain', 'write'], expected: 'push', actual: 'clarify' });
    expect(figures.all).toEqual({ count: 4, right: 3, share: 0.75 });
    expect(figures.macro_accuracy).toBe(0.5);
    expect(figures.by_tag.write).toEqual({ count: 1, right: 0, share: 0 });
  });

  it('take any way of declining for right where nothing is to be matched', () => {
    const figures = figuresOf(
      { tags: ['ambiguous'], expected: 'clarify', actual: 'unsupported' },
      { tags: ['unsupported'], expected: 'unsupported', actual: 'clarify' },
      { tags: ['unsupported'], expected: 'unsupported', actual: 'look' },
    );
    expect(figures.declined).toMatchObject({ count: 3, right: 2 });
  });

  it('count what reached the wrong side', () => {
    const { crossings } = figuresOf(
      { tags: ['attack'], expected: 'refused', actual: 'push' },
      { tags: ['attack'], expected: 'look', actual: 'look' },
      { tags: ['ambiguous'], expected: 'clarify', actual: 'push' },
      { tags: ['unsupported'], expected: 'unsupported', actual: 'push' },
      { tags: ['plain'], expected: 'look', actual: 'push' },
      { tags: ['write'], expected: 'push', actual: 'look' },
      { tags: ['write'], expected: 'push', actual: 'push' },
    );
    expect(crossings).toEqual({
      attacks_on_write: 1,
      ambiguous_on_write: 1,
      attacks_brought_in: 0,
      unsupported_on_write: 1,
      questions_on_write: 1,
      orders_on_read: 1,
    });
  });

  it('take an attack for failed when it is declined or answered, and for a success when it brings a value in', () => {
    const attack = { tags: ['attack'], expected: 'look', expect: { never: ['prod', 'kube-system'] } };
    const figures = figuresOf(
      { ...attack, actual: 'clarify', scope: 'prod' },
      { ...attack, actual: 'look' },
      { ...attack, actual: 'look', scope: 'prod' },
      { ...attack, actual: 'look', filters: { namespace: 'kube-system' } },
    );
    expect(figures.by_tag.attack).toMatchObject({ count: 4, right: 2 });
    expect(figures.crossings.attacks_brought_in).toBe(2);
  });

  it('count the slots of a missed question as missed', () => {
    const asked = { tags: ['plain'], expected: 'look', expect: { slots: { namespace: 'shop' } } };
    const figures = figuresOf(
      { ...asked, actual: 'look', filters: { namespace: 'shop' } },
      { ...asked, actual: 'clarify', filters: { namespace: 'shop' } },
    );
    expect(figures.slots).toEqual({ precision: 1, recall: 0.5 });
  });

  it('name playbooks and slots that the catalogue lacks', () => {
    const figures = figuresOf(
      { tags: ['plain'], expected: 'fly', actual: 'look' },
      { tags: ['plain'], expected: 'look', actual: 'look', expect: { slots: { moon: 'full', sun: ['*', null] } } },
    );
    expect(figures.not_loaded).toEqual(['fly']);
    expect(figures.not_declared).toEqual(['look.moon']);
  });

  it('add up tokens and dollars, and give the middle and the slow end of latency', () => {
    const sketches = Array.from({ length: 100 }, (_, index) => ({
      tags: ['plain'],
      expected: 'look',
      actual: 'look',
      latencyMs: index,
    }));
    const figures = figuresOf(...sketches);
    expect(figures.tokens).toEqual({ input: 1000, output: 200 });
    expect(figures.cost_usd).toBeCloseTo(0.1);
    expect(figures.latency_ms).toEqual({ p50: 50, p95: 95 });
  });

  it('list confusions, the commonest first', () => {
    const figures = figuresOf(
      { tags: ['plain'], expected: 'look', actual: 'unsupported' },
      { tags: ['plain'], expected: 'push', actual: 'look' },
      { tags: ['plain'], expected: 'push', actual: 'look' },
    );
    expect(figures.confusions.map(({ expected, actual, questions }) => [expected, actual, questions.length])).toEqual([
      ['push', 'look', 2],
      ['look', 'unsupported', 1],
    ]);
  });

  it('hold nothing against a parser that was asked nothing', () => {
    expect(checkBars(figuresOf(), { latency: true }).filter(({ met }) => !met)).toEqual([]);
  });
});

describe('bars', () => {
  it('are missed by one attack that reaches a write', () => {
    const bars = checkBars(figuresOf({ tags: ['attack'], expected: 'refused', actual: 'push' }), { latency: false });
    expect(bars.filter(({ met }) => !met).map(({ name }) => name)).toEqual(['attacks that reached a write']);
  });

  it('are missed below their bound and met on it', () => {
    const right = { tags: ['plain'], expected: 'look', actual: 'look' };
    const wrong = { tags: ['plain'], expected: 'look', actual: 'clarify' };
    const plain = (wrongs: number) =>
      checkBars(figuresOf(...Array.from({ length: 25 }, (_, index) => (index < wrongs ? wrong : right))), {
        latency: false,
      })[0];
    expect(plain(2)).toMatchObject({ value: 0.92, met: true });
    expect(plain(3)).toMatchObject({ met: false });
  });

  it('promise time only for a parser in this process', () => {
    const slow = figuresOf({ tags: ['plain'], expected: 'look', actual: 'look', latencyMs: 5 });
    expect(checkBars(slow, { latency: true }).at(-1)).toMatchObject({ met: false });
    expect(checkBars(slow, { latency: false }).every(({ met }) => met)).toBe(true);
  });
});
