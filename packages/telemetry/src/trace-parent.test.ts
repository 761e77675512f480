import { describe, expect, it } from 'vitest';
import { readTraceParent } from './trace-parent.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';

describe('readTraceParent', () => {
  it.each([
    [`00-${trace}-${span}-01`, 1],
    [`00-${trace}-${span}-00`, 0],
    [`01-${trace}-${span}-09-more`, 1],
  ])('reads %s', (text, traceFlags) => {
    expect(readTraceParent(text)).toEqual({ traceId: trace, spanId: span, traceFlags, isRemote: true });
  });

  it.each([
    undefined,
    '',
    'x',
    `ff-${trace}-${span}-01`,
    `00-${trace}-${span}-01-more`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
  ])('ignores %s', (text) => {
    expect(readTraceParent(text)).toBeNull();
  });
});
