import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudOpsError, type Intent, type IntentOutcome } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { readIntentFile } from './intent-file.ts';

const intent: Intent = {
  intent_type: 'diagnose',
  target: { resource_type: 'cluster', scope: 'prod', filters: { namespace: 'shop' } },
  goal: 'high-cpu',
  confidence: 0.9,
  question: '',
  language: 'en',
  parser: { kind: 'local' },
};

async function read(question: string): Promise<IntentOutcome> {
  if (question === '')
    throw new CloudOpsError({ code: 'QUESTION_INVALID', message: 'The question is empty.', nextSteps: [] });
  return { kind: 'matched', playbook: 'k8s-high-cpu', intent: { ...intent, question } };
}

async function answers(text: string): Promise<{ lines: readonly Record<string, unknown>[]; bad: readonly number[] }> {
  const file = join(mkdtempSync(join(tmpdir(), 'cloudops-intent-')), 'q.jsonl');
  writeFileSync(file, text);
  const lines = [];
  for await (const line of readIntentFile(file, read)) lines.push(line);
  return {
    lines: lines.map((line) => JSON.parse(line.text) as Record<string, unknown>),
    bad: lines.flatMap((line) => line.bad ?? []),
  };
}

describe('a file of questions', () => {
  it('is answered line by line, in its order, each with its id', async () => {
    const asked = ['b', 'a', 7].map((id) => JSON.stringify({ id, question: `why ${id}?` })).join('\r\n');
    const { lines } = await answers(`\uFEFF${asked}\n`);
    expect(lines.map(({ id }) => id)).toEqual(['b', 'a', 7]);
    expect(lines[0]).toMatchObject({
      outcome: 'matched',
      playbook: 'k8s-high-cpu',
      scope: 'prod',
      slots: { namespace: 'shop' },
    });
  });

  it('survives lines that cannot be read, and names them', async () => {
    const good = '{"id":"x","question":"why?"}';
    const { lines, bad } = await answers(`nonsense\n{"id":1}\n\n{"id":"e","question":""}\n[]\n${good}`);
    expect(bad).toEqual([1, 2, 4, 5]);
    expect(lines.map(({ id, outcome }) => [id, outcome])).toEqual([
      [null, 'error'],
      [null, 'error'],
      ['e', 'error'],
      [null, 'error'],
      ['x', 'matched'],
    ]);
    expect(lines[2]?.error).toEqual({ code: 'QUESTION_INVALID', message: 'The question is empty.', line: 4 });
  });

  it('that is not there is an error that says what to give', async () => {
    const all = readIntentFile('/does/not/exist', read);
    await expect(all.next()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
