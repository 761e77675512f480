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

/** Looks at the terminal and at NO_COLOR (no-color.org), FORCE_COLOR, TERM and the locale. */
export function toScreen(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv, flags: ScreenFlags): Screen {
  const forced = (environment.FORCE_COLOR ?? '') !== '' && environment.FORCE_COLOR !== '0';
  const refused = flags['no-color'] || (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || 'C.UTF-8';
  return {
    width: Math.max(40, stream.isTTY ? stream.columns : 80),
    color: !refused && (forced || stream.isTTY === true),
    unicode: /utf-?8/i.test(locale) || locale === 'C.UTF-8',
    verbose: flags.verbose,
  };
}
