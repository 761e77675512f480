import { describe, expect, it } from 'vitest';
import { catalogWithChanges } from '../__fixtures__/catalog-with-changes.ts';
import { createLocalParser } from '../index.ts';

const parser = createLocalParser();
const ask = async (question: string): Promise<string> => {
  const signal = new AbortController().signal;
  return (await parser.parse({ question, catalog: catalogWithChanges, environments: [], signal, now: 0 })).kind;
};

describe('an order', () => {
  it.each(['restart api and web', 'restart api, web'])('of two things is no match: %j', async (question) => {
    expect(await ask(question)).not.toBe('matched');
  });

  it('of one thing is one', async () => {
    expect(await ask('restart api')).toBe('matched');
  });
});
