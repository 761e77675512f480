import { describe, expect, it } from 'vitest';
import { findQuantities, readNumber } from './quantities.ts';

const find = (text: string, ...slots: readonly string[]) => findQuantities(text, new Set(slots));

describe('readNumber', () => {
  it.each([
    ['12', 12],
    ['drei', 3],
    ['twenty-four', 24],
    ['web', null],
    ['', null],
    ['-1', null],
  ])('reads %j as %s', (text, number) => {
    expect(readNumber(text)).toBe(number);
  });
});

describe('findQuantities', () => {
  it.each([
    ['scale web to 5', 'replicas', 5],
    ['increase replicas of search from 3 to 6', 'replicas', 6],
    ['we need four more replicas', 'replicas', 4],
    ['escala web a 6 replicas', 'replicas', 6],
    ['set the hpa max of web to 20', 'max_replicas', 20],
    ['min replicas of web to 3', 'min_replicas', 3],
    ['close port 22', 'port', 22],
    ['can nobody ssh in', 'port', 22],
    ['quita la regla de entrada 3306', 'port', 3306],
    ['roll back to revision 7', 'revision', 7],
    ['unused for 30 days', 'days', 30],
    ['more than 80 % full', 'percent', 80],
    ['set memory to 512mi', 'memory', '512Mi'],
    ['2 gb of memory', 'memory', '2Gi'],
    ['250m cpu', 'cpu', '250m'],
    ['raise the memory limit of web to 1gi', 'limits_memory', '1Gi'],
    ['stop it, and hibernate', 'hibernate', true],
  ])('reads %j as %s', (text, slot, value) => {
    expect(find(text, slot)).toEqual({ [slot]: value });
  });

  it.each([
    ['scale i-0123456789abcdef0', 'replicas'],
    ['port 99999', 'port'],
    ['stop it but do not hibernate', 'hibernate'],
    ['version 1.33', 'replicas'],
  ])('reads nothing from %j for %s', (text, slot) => {
    expect(find(text, slot)).toEqual({});
  });

  it('says an amount once, where it is most exact', () => {
    expect(find('memory limit of web to 1gi', 'memory', 'limits_memory')).toEqual({ limits_memory: '1Gi' });
  });

  it('fills no slot that is not asked for', () => {
    expect(find('scale web to 5 on port 80', 'days')).toEqual({});
  });
});
