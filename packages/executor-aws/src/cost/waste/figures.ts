import type { Figure } from '@cloudops/spec';
import { compareText } from '../../text/compare-text.ts';
import type { FoldedFinding } from './fold.ts';
import { wasteFindings } from './registry.ts';
import { count, quote } from './words.ts';

const mostRows = 10;

/** What could be saved a month: by rule with the total, by region, and the largest. In dollars; rows add up to the cent. */
export function readFigures(found: readonly FoldedFinding[]): readonly Figure[] {
  const known = found.flatMap(({ finding, cents, isAtMost }) => (cents === null ? [] : [{ finding, cents, isAtMost }]));
  const titles = new Map(wasteFindings.map(({ code, title }) => [code, title]));
  const byRule = rows('savings by rule', known, ({ finding }) =>
    `${finding.code} ${titles.get(finding.code) ?? ''}`.trim(),
  );
  const byRegion = rows(
    'savings by region',
    known,
    ({ finding }) => `${finding.resource.target}/${finding.resource.namespace}`,
  );
  const total = addCents(known);
  const bounded = addCents(known.filter(({ isAtMost }) => isAtMost));
  const unpriced = found.length - known.length;
  const notes = [
    ...(bounded === 0 ? [] : [`of which at most ${(bounded / 100).toFixed(2)} for snapshots, which are incremental`]),
    ...(unpriced === 0 ? [] : [`${count(unpriced, 'finding')} without a figure`]),
  ];
  const sum: Figure = {
    group: 'savings by rule',
    name: 'total a month',
    unit: 'usd',
    value: total / 100,
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  };
  const largest = known
    .filter(({ cents }) => cents > 0)
    .slice(0, mostRows)
    .map(({ finding, cents }) => figure('largest savings', `${finding.resource.kind}/${finding.resource.name}`, cents));
  return [...byRule, sum, ...(new Set(byRegion.map(({ name }) => name)).size > 1 ? byRegion : []), ...largest];
}

interface Known {
  readonly finding: FoldedFinding['finding'];
  readonly cents: number;
}

function rows<Row extends Known>(
  group: string,
  known: readonly Row[],
  nameOf: (row: Row) => string,
): readonly Figure[] {
  return [...Map.groupBy(known, nameOf)]
    .map(([name, own]) => ({ name, cents: addCents(own), number: own.length }))
    .sort((a, b) => b.cents - a.cents || compareText(a.name, b.name))
    .map(({ name, cents, number }) => ({ ...figure(group, name, cents), note: count(number, 'finding') }));
}

function figure(group: string, name: string, cents: number): Figure {
  return { group, name: quote(name), unit: 'usd', value: cents / 100 };
}

function addCents(known: readonly Known[]): number {
  return known.reduce((total, { cents }) => total + cents, 0);
}
