import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { topics } from './input.ts';
import { recordKinds } from './records/records.ts';
import { analyzers, triageFindings } from './registry.ts';

const folder = join(import.meta.dirname, 'analyzers');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const twice = (names: readonly string[]): readonly string[] => names.filter((name, at) => names.indexOf(name) !== at);

describe('the registry', () => {
  it('holds every analyzer that there is', () => {
    const written = sources
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap((path) => [...read(path).matchAll(/: Analyzer = \{\n {2}name: '([a-z-]+)'/g)])
      .map(([, name = '']) => name);
    expect(written.length).toBeGreaterThan(80);
    expect(analyzers.map(({ name }) => name).toSorted()).toEqual(written.toSorted());
  });

  it('holds no name, code or record twice', () => {
    expect(twice(analyzers.map(({ name }) => name))).toEqual([]);
    expect(twice(triageFindings.map(({ code }) => code))).toEqual([]);
    expect(twice(recordKinds.map(({ name }) => name))).toEqual([]);
  });

  it('runs each topic', () => {
    expect(topics.filter((topic) => !analyzers.some((one) => one.topic === topic))).toEqual([]);
  });

  it.each(triageFindings.map((definition) => [definition.code, definition]))('explains %s', (_, definition) => {
    const { code, title, decided, source, remedy } = definition;
    expect(code).toMatch(/^[A-Z]{3}-\d{3}$/);
    expect(title).toMatch(/^\S.{5,}[^.]$/);
    for (const text of [decided, remedy]) expect(text).toMatch(/^\S.{8,}[.)]$/s);
    expect(source.length).toBeGreaterThan(10);
  });

  it('has a test for each code', () => {
    const tests = sources.filter((path) => path.endsWith('.test.ts')).map(read);
    const all = tests.join('\n');
    expect(triageFindings.map(({ code }) => code).filter((code) => !all.includes(code))).toEqual([]);
  });
});
