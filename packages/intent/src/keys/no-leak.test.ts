import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rightAnswer } from '../contract/__fixtures__/answers.ts';
import { type Scripted, startScriptedServer } from '../contract/__fixtures__/scripted-server.ts';
import { testKey, wires } from '../contract/__fixtures__/wires.ts';

let folder: string;
let program: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leak-'));
  program = join(mkdtempSync(join(tmpdir(), 'key-')), 'print-key.mjs');
  writeFileSync(program, `console.log('${testKey}'); console.error('debug: ${testKey}');`);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Everything that a process wrote while it asked models: both streams and all files. */
async function writtenBy(script: readonly Scripted[]): Promise<{ readonly text: string; readonly sent: string }> {
  await using server = await startScriptedServer(script);
  const flags = ['--conditions=@cloudops/source', '--disable-warning=ExperimentalWarning'];
  const fixture = join(import.meta.dirname, '__fixtures__', 'ask.ts');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...flags, fixture, server.url, folder, program],
    // Somebody who looks for a fault turns on every log there is.
    { env: { ...process.env, ANTHROPIC_LOG: 'debug', OPENAI_LOG: 'debug', DEBUG: '*' } },
  );
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  const sent = JSON.stringify(server.received.map(({ headers }) => headers));
  return { text: [stdout, stderr, ...files].join('\n'), sent };
}

describe('a key', () => {
  it('goes to the server and nowhere else when it is rejected by one that repeats it', async () => {
    const { text, sent } = await writtenBy([wires[1]?.error(401) ?? expect.unreachable()]);
    expect(sent).toContain(testKey);
    expect(text).toContain('key-rejected');
    expect(text).not.toContain(testKey);
  });

  it('is in no file after an answer', async () => {
    const script = wires.map((wire) => wire.answer(JSON.stringify(rightAnswer), false));
    const { text, sent } = await writtenBy(script);
    expect(sent).toContain(testKey);
    expect(text.match(/kind: 'matched'/g)?.length).toBe(6);
    expect(text).not.toContain(testKey);
  });
});
