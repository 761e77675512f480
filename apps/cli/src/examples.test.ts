import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseIntent } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';

const compiled = fileURLToPath(new URL('../lib/catalog.json', import.meta.url));
const catalog = JSON.parse(readFileSync(compiled, 'utf8')) as Catalog;

/** Asks every example of a playbook: which lead to it, which to a question back that offers it, which astray. */
async function askExamples(playbook: string, examples: readonly string[]) {
  const ends = { matched: 0, offered: 0, astray: [] as string[] };
  for (const example of examples) {
    const outcome = await parseIntent(example, { catalog });
    if (outcome.kind === 'matched' && outcome.playbook === playbook) ends.matched += 1;
    else if (outcome.kind === 'clarify' && outcome.choices.some((choice) => choice.playbook === playbook))
      ends.offered += 1;
    else ends.astray.push(example);
  }
  return ends;
}

describe('the examples of a shipped playbook', () => {
  it.each(catalog.entries.map(({ playbook: { metadata } }) => [metadata.name, metadata.examples] as const))(
    'lead to %s, a few of them by a question back that offers it',
    async (playbook, examples) => {
      const { matched, astray } = await askExamples(playbook, examples);
      expect(astray).toEqual([]);
      // Orders in passing, of two things, or without a verb are asked back on purpose.
      expect(matched / examples.length).toBeGreaterThanOrEqual(0.8);
    },
  );
});
