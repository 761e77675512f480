/** How output may look. */
export interface Screen {
  /** Columns, 40 at least; 80 where there is no terminal. */
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly verbose: boolean;
}

interface ScreenFlags {
  readonly 'no-color': boolean;
  readonly verbose: boolean;
}

/** Looks at the terminal and at NO_COLOR (no-color.org), FORCE_COLOR, TERM, the locale and, on Windows, who draws. */
export function toScreen(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  environment: NodeJS.ProcessEnv,
  flags: ScreenFlags,
  platform: NodeJS.Platform = process.platform,
): Screen {
  const forced = (environment.FORCE_COLOR ?? '') !== '' && environment.FORCE_COLOR !== '0';
  const refused = flags['no-color'] || (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return {
    width: Math.max(40, stream.isTTY ? stream.columns : 80),
    color: !refused && (forced || stream.isTTY === true),
    unicode: drawsUnicode(environment, platform),
    verbose: flags.verbose,
  };
}

/** Terminals of Windows that draw more than the console's code page; a locale is stated there by hand only. */
const windowsTerminals: readonly (readonly [variable: string, value: RegExp])[] = [
  ['WT_SESSION', /./],
  ['TERM_PROGRAM', /^(vscode|WezTerm|Hyper|Tabby)$/],
  ['TERM', /^(xterm|alacritty|rxvt-unicode|tmux|screen|foot|kitty)/],
  ['ConEmuTask', /./],
  ['CI', /./],
];

/** Whether more than ASCII is drawn. The Linux console has 256 glyphs, and a Windows console those of its code page. */
export function drawsUnicode(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG;
  if (locale !== undefined && locale !== '') return /utf-?8/i.test(locale) && environment.TERM !== 'linux';
  if (platform !== 'win32') return environment.TERM !== 'linux';
  return windowsTerminals.some(([variable, value]) => value.test(environment[variable] ?? ''));
}
