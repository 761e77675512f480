import { parseIntent } from '@cloudops/intent';
import { readConfiguration } from '../configuration/configuration.ts';
import type { ParserName } from '../configuration/model-settings.ts';
import type { Paths } from '../configuration/paths.ts';
import type { ReadQuestion } from '../intent-file.ts';
import { readPlugins } from '../plugins/installed-plugins.ts';
import type { Assets } from './assets.ts';
import { readCatalog } from './catalog.ts';
import { createParser } from './parser.ts';
import { readParserIndex } from './parser-index.ts';
import { findQuestionProviders } from './question-providers.ts';
import { systemClock } from './system-clock.ts';

/** Reads questions and does nothing with them. */
export interface Reader {
  readonly read: ReadQuestion;
  /** Whether questions may leave the machine. */
  readonly asksModel: boolean;
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
  const plugins = readPlugins({ assets, paths });
  const [configuration, catalog, compiled] = await Promise.all([
    readConfiguration(paths.configFile),
    plugins.then((known) => readCatalog(assets, paths, { plugins: known, onNote })),
    readParserIndex(assets, paths),
  ]);
  const opened = createParser({ configuration, paths, compiled, onNote, ...(parser === undefined ? {} : { parser }) });
  const providers = findQuestionProviders({ configuration, world: null, plugins: await plugins });
  const context = {
    catalog,
    parser: opened.parser,
    environments: Object.keys(configuration.environments),
    ...(providers === undefined ? {} : { providers }),
  };
  return {
    read: (question) => parseIntent(question, { ...context, now: systemClock.now() }),
    asksModel: opened.model !== null,
    close: opened.close,
  };
}
