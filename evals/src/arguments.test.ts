import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

describe('readArguments', () => {
  it('asks the local parser about the part that is held back, unless told otherwise', () => {
    expect(readArguments([])).toMatchObject({ parser: 'local', part: 'test', save: false, json: false });
  });

  it("takes all of somebody else's file", () => {
    expect(readArguments(['--file', 'f.jsonl'])).toMatchObject({ file: 'f.jsonl', part: 'all' });
    expect(readArguments(['--file', 'f.jsonl', '--part', 'train'])).toMatchObject({ part: 'train' });
  });

  it.each([[['--parser', 'oracle']], [['--part', 'half']], [['--fiel', 'x']], [['stray']]])('rejects %j', (argv) => {
    expect(() => readArguments(argv)).toThrow(expect.objectContaining({ code: 'ARGUMENTS_INVALID' }));
  });
});
