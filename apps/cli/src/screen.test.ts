import { describe, expect, it } from 'vitest';
import { toScreen } from './screen.ts';

const flags = { 'no-color': false, verbose: false };
const terminal = { isTTY: true, columns: 100 };
const unicode = (environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean =>
  toScreen(terminal, environment, flags, platform).unicode;

describe('the screen', () => {
  it.each([
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C.utf8', LC_ALL: '' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, false],
    [{ TERM: 'linux' }, false],
    [{}, true],
  ])('draws beyond ASCII with %o elsewhere than on Windows: %s', (environment, expected) => {
    expect(unicode(environment, 'linux')).toBe(expected);
  });

  it.each([
    [{}, false],
    [{ TERM_PROGRAM: 'Apple_Terminal' }, false],
    [{ WT_SESSION: 'a6c4' }, true],
    [{ TERM_PROGRAM: 'vscode' }, true],
    [{ TERM: 'xterm-256color' }, true],
    [{ TERM: 'cygwin' }, false],
    [{ WT_SESSION: 'a6c4', LANG: 'C' }, false],
    [{ LANG: 'en_US.UTF-8' }, true],
  ])('draws beyond ASCII with %o on Windows: %s', (environment, expected) => {
    expect(unicode(environment, 'win32')).toBe(expected);
  });

  it('colours a terminal, and nothing that is told not to', () => {
    const colored = (environment: NodeJS.ProcessEnv, stream: { isTTY: boolean; columns: number } = terminal): boolean =>
      toScreen(stream, environment, flags, 'linux').color;
    const pipe = { isTTY: false, columns: 80 };
    expect([colored({}), colored({}, pipe), colored({ FORCE_COLOR: '1' }, pipe)]).toEqual([true, false, true]);
    expect([colored({ NO_COLOR: '1' }), colored({ TERM: 'dumb' }), colored({ FORCE_COLOR: '0' })]).toEqual([
      false,
      false,
      true,
    ]);
    expect(toScreen(terminal, {}, { ...flags, 'no-color': true }, 'linux').color).toBe(false);
  });

  it('is never narrower than can be laid out for', () => {
    expect(toScreen({ isTTY: true, columns: 20 }, {}, flags, 'linux').width).toBe(40);
    expect(toScreen({ isTTY: false, columns: 300 }, {}, flags, 'linux').width).toBe(80);
  });
});
