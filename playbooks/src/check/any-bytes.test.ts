import { createPlan } from '@cloudops/planner';
import type { Json } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sample, surroundings } from '../__fixtures__/sample.ts';
import { checkPlaybook } from './check-playbook.ts';

fc.configureGlobal({ seed: 20_260_101 });

const open = '$'.concat('{{');

describe('checkPlaybook, for any bytes', () => {
  const bytes = Buffer.from(sample);
  const slice = fc.tuple(fc.nat(bytes.length), fc.nat(40), fc.string({ maxLength: 10 }));
  const words = [
    'steps',
    'inputs',
    '- ',
    ': ',
    '"',
    "'",
    '&a ',
    '*a',
    '[',
    '{',
    '|',
    '>',
    '\n',
    '  ',
    open,
    '}}',
    'null',
    '!!binary',
    '? ',
  ];
  const token = fc.tuple(fc.nat(bytes.length), fc.nat(8), fc.constantFrom(...words));

  it('answers valid or invalid for mutations, and plans what is valid', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(slice, token), { minLength: 1, maxLength: 3 }), (edits) => {
        let text = sample;
        for (const [at, length, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + length);
        expectAnswer(text);
      }),
      { numRuns: 400 },
    );
  });

  it('answers for random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (random) => expectAnswer(random)));
  });
});

function expectAnswer(source: string | Uint8Array): void {
  const check = checkPlaybook(source, 'x.yaml', surroundings);
  if (check.kind === 'invalid') {
    expect(check.problems.length).toBeGreaterThan(0);
    for (const { line, column } of check.problems) expect(Math.min(line, column)).toBeGreaterThan(0);
    return;
  }
  const [trigger] = check.playbook.triggers;
  const filters: Record<string, Json> = {};
  for (const name of trigger?.filters ?? []) filters[name] = 'x';
  const outcome = createPlan(
    {
      intent_type: trigger?.intent_type ?? '',
      target: { resource_type: trigger?.resource_type ?? '', scope: null, filters },
      goal: trigger?.goal ?? '',
      confidence: 1,
      question: 'q',
      language: 'en',
      parser: { kind: 'none' },
    },
    { entries: [{ playbook: check.playbook, digest: check.digest, origin: 'project' }] },
    {
      targets: [{ provider: 'kubernetes', name: 'c', environment: 'prod' }],
      actions: surroundings.actions,
      provider_versions: { kubernetes: '1.0.0' },
      inputs: {},
    },
  );
  expect(['planned', 'invalid']).toContain(outcome.kind);
}
