import { parseArgs } from 'node:util';
import { evalsError } from './errors.ts';
import { type ParserChoice, type ParserName, parserNames } from './parser/create-parser.ts';
import type { Part } from './question/part.ts';

/** What the command was asked to do. */
export interface EvalArguments extends ParserChoice {
  readonly part: Part | 'all';
  /** A file of labelled questions instead of our own. */
  readonly file: string | undefined;
  readonly save: boolean;
  readonly json: boolean;
}

/** How to call it. */
const usage = `pnpm eval --parser ${parserNames.join('|')} [--model M] [--base-url URL]
  [--key-variable NAME] [--part test|train|all] [--file F.jsonl] [--save] [--json]`;

const parts: readonly string[] = ['test', 'train', 'all'];

/**
 * Reads the command line. The held-back part is asked unless stated.
 * @throws CloudOpsError `ARGUMENTS_INVALID`.
 */
export function readArguments(argv: readonly string[]): EvalArguments {
  const values = parse(argv);
  const { parser = 'local', part = values.file === undefined ? 'test' : 'all' } = values;
  if (!isParserName(parser)) throw invalid(`There is no parser "${parser}"; there are ${parserNames.join(', ')}.`);
  if (!isPart(part)) throw invalid(`There is no part "${part}"; there are ${parts.join(', ')}.`);
  return {
    parser,
    part,
    model: values.model,
    baseUrl: values['base-url'],
    keyVariable: values['key-variable'],
    file: values.file,
    save: values.save ?? false,
    json: values.json ?? false,
  };
}

interface RawValues {
  readonly parser?: string | undefined;
  readonly model?: string | undefined;
  readonly 'base-url'?: string | undefined;
  readonly 'key-variable'?: string | undefined;
  readonly part?: string | undefined;
  readonly file?: string | undefined;
  readonly save?: boolean | undefined;
  readonly json?: boolean | undefined;
}

function parse(argv: readonly string[]): RawValues {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        parser: { type: 'string' },
        model: { type: 'string' },
        'base-url': { type: 'string' },
        'key-variable': { type: 'string' },
        part: { type: 'string' },
        file: { type: 'string' },
        save: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function isParserName(value: string): value is ParserName {
  return parserNames.some((name) => name === value);
}

function isPart(value: string): value is Part | 'all' {
  return parts.includes(value);
}

function invalid(message: string): Error {
  return evalsError('ARGUMENTS_INVALID', message, [usage]);
}
