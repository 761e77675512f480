import { describe, expect, it } from 'vitest';
import { allPorts, portSet, portsText, rulePorts, toRanges } from './port-set.ts';

describe('rulePorts', () => {
  it.each([
    [22, 22, [[22, 22]]],
    [0, 65_535, [[0, 65_535]]],
    [-1, -1, [[0, 65_535]]],
    [null, null, [[0, 65_535]]],
    [443, null, [[443, 443]]],
    [90, 80, []],
    [65_000, 70_000, [[65_000, 65_535]]],
  ])('reads %s to %s', (from, to, expected) => {
    expect(toRanges(rulePorts(from, to))).toEqual(expected);
  });
});

describe('portsText', () => {
  it('writes ports like a person, and counts what is too much', () => {
    expect(portsText(portSet(22, [80, 81], 82))).toBe('22, 80-82');
    expect(portsText(portSet(1, 3, 5), 2)).toBe('1, 3 and 1 more');
    expect(portsText(allPorts)).toBe('0-65535');
  });
});
