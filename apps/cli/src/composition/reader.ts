import { parseIntent } from '@cloudops/intent';
import { readConfiguration } from '../configuration/configuration.ts';
import type { ParserName } from '../configuration/model-settings.ts';
import type { Paths } from '../configuration/paths.ts';
import type { ReadQuestion } from '../intent-file.ts';
import type { Assets } from './assets.ts';
import { readCatalog } from './catalog.ts';
import { createParser } from './parser.ts';

/** Reads questions and does nothing with them. */
export interface Reader {
  readonly read: ReadQuestion;
  close(): void;
}

/** What {@link openReader} needs. */
interface ReaderRequest {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly parser: ParserName | undefined;
  readonly onNote: (note: string) => void;
}

/** Opens the configured parser for any number of questions: its index of the playbooks is made once. */
export async function openReader({ paths, assets, parser, onNote }: ReaderRequest): Promise<Reader> {
  const [configuration, catalog] = await Promise.all([readConfiguration(paths.configFile), readCatalog(assets, paths)]);
  const opened = createParser({ configuration, paths, onNote, ...(parser === undefined ? {} : { parser }) });
  const context = { catalog, parser: opened.parser, environments: Object.keys(configuration.environments) };
  return { read: (question) => parseIntent(question, context), close: opened.close };
}
