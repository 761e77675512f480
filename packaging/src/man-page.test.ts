import { describe, expect, it } from 'vitest';
import { toManPage } from './man-page.ts';

const manifest = {
  ...{ name: 'cloudops', version: '1.2.3', description: 'Ask your cloud' },
  commands: [
    {
      ...{ id: 'audit:list', aliases: [], summary: '.dots and \\slashes', description: 'One.\n\nTwo.' },
      args: { id: { name: 'id', required: true } },
      flags: {
        last: { name: 'last', char: 'l', type: 'option' as const, helpValue: 'N', description: 'the last N' },
        quiet: { name: 'quiet', type: 'boolean' as const, description: 'no notes' },
        secret: { name: 'secret', type: 'boolean' as const, description: 'hidden', hidden: true },
      },
      examples: [{ description: 'All', command: '<%= config.bin %> audit list --last 5' }],
    },
  ],
};

describe('the manual page', () => {
  const page = toManPage(manifest, { date: '2026-11-23' });

  it('tells each command with its flags and examples', () => {
    expect(page).toContain('.SS audit list ID\n');
    expect(page).toContain('\\fB\\-l\\fR, \\fB\\-\\-last\\fR \\fIN\\fR\nthe last N\n');
    expect(page).toContain('.nf\ncloudops audit list \\-\\-last 5\n.fi');
    expect(page).toContain('One.\n.PP\nTwo.');
  });

  it('tells common flags once, and nothing hidden', () => {
    expect(page.match(/\\-\\-quiet/g)).toHaveLength(1);
    expect(page).not.toContain('\\-\\-secret');
  });

  it('takes no text for a request', () => {
    expect(page).toContain('\n\\&.dots and \\eslashes\n');
  });

  it('is the same each time', () => {
    expect(toManPage(manifest, { date: '2026-11-23' })).toBe(page);
  });
});
