import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseIntent } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';

const compiled = fileURLToPath(new URL('../lib/catalog.json', import.meta.url));
const catalog = JSON.parse(readFileSync(compiled, 'utf8')) as Catalog;

describe('every question that a shipped playbook names as an example', () => {
  it.each(
    catalog.entries.flatMap(({ playbook: { metadata } }) =>
      metadata.examples.map((example) => [metadata.name, example] as const),
    ),
  )('leads to %s: %s', async (playbook, example) => {
    expect(await parseIntent(example, { catalog })).toMatchObject({ kind: 'matched', playbook });
  });
});
