import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reservedCommands } from './reserved-names.ts';

const words = readdirSync(new URL('../commands/', import.meta.url)).map((name) => name.replace(/\.ts$/, ''));

describe('the names that plugins may not take', () => {
  it.each(words)('hold our own command %s', (word) => {
    expect(reservedCommands).toContain(word);
  });

  it('are in order, each once', () => {
    expect(reservedCommands).toEqual([...new Set(reservedCommands)].sort());
  });
});
