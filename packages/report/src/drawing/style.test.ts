import { describe, expect, it } from 'vitest';
import { toneCodes } from './style.ts';

/** Grounds and the six colours of terminals' own palettes: red, green, yellow, blue, magenta, cyan. */
const palettes: Readonly<Record<string, readonly [ground: string, ...colors: string[]]>> = {
  'GNOME on white': ['ffffff', 'c01c28', '26a269', 'a2734c', '12488b', 'a347ba', '2aa1b3'],
  'GNOME on black': ['1e1e1e', 'c01c28', '26a269', 'a2734c', '12488b', 'a347ba', '2aa1b3'],
  'VS Code, light': ['ffffff', 'cd3131', '107c10', '949800', '0451a5', 'bc05bc', '0598bc'],
  'VS Code, dark': ['1e1e1e', 'cd3131', '0dbc79', 'e5e510', '2472c8', 'bc3fbc', '11a8cd'],
  'Windows Terminal, Campbell': ['0c0c0c', 'c50f1f', '13a10e', 'c19c00', '0037da', '881798', '3a96dd'],
  'Windows Terminal, One Half Light': ['fafafa', 'e45649', '50a14f', 'c18301', '0184bc', 'a626a4', '0997b3'],
  'macOS, Basic': ['ffffff', '990000', '00a600', '999900', '0000b2', 'b200b2', '00a6b2'],
  'macOS, Pro': ['000000', '990000', '00a600', '999900', '2009db', 'b200b2', '00a6b2'],
  'Solarized, light': ['fdf6e3', 'dc322f', '859900', 'b58900', '268bd2', 'd33682', '2aa198'],
  'Solarized, dark': ['002b36', 'dc322f', '859900', 'b58900', '268bd2', 'd33682', '2aa198'],
};

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

const used = [...new Set(Object.values(toneCodes).flatMap(([open]) => open.split(';')))].sort();

describe('the colours of tones', () => {
  it('are the plain ones, with nothing bright, no grounds and no blue', () => {
    expect(used).toEqual(['1', '2', '31', '32', '33', '36', '39']);
  });

  it.each(Object.entries(palettes))('can be told from the ground of %s', (_, [ground, ...colors]) => {
    const shown = used.filter((code) => /^3[1-6]$/.test(code)).map((code) => colors[Number(code) - 31] ?? '');
    expect(Math.min(...shown.map((color) => contrast(color, ground)))).toBeGreaterThanOrEqual(2.3);
  });
});
