import type { Ledger, LineKey } from '../ledger/ledger.ts';
import { invalid } from '../wire/fault.ts';
import type { Expression, ExpressionValues } from '../wire/request.ts';
import { costCategoryOf, dimensionOf, knownDimensions } from './dimension.ts';

type Test = (key: LineKey) => boolean;
const matchOptions = ['EQUALS', 'ABSENT', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CASE_SENSITIVE', 'CASE_INSENSITIVE'];

function matches(value: string, wanted: string, options: readonly string[]): boolean {
  const fold = options.includes('CASE_INSENSITIVE') ? (text: string) => text.toLowerCase() : (text: string) => text;
  const [left, right] = [fold(value), fold(wanted)];
  if (options.includes('STARTS_WITH')) return left.startsWith(right);
  if (options.includes('ENDS_WITH')) return left.endsWith(right);
  if (options.includes('CONTAINS')) return left.includes(right);
  return left === right;
}

function assertLeaf(leaf: ExpressionValues, kind: string): void {
  if (leaf.Key === undefined) throw invalid(`${kind} key cannot be null.`);
  const options = leaf.MatchOptions ?? [];
  if (options.some((option) => !matchOptions.includes(option))) throw invalid('Match option is not supported.');
  if (!options.includes('ABSENT') && (leaf.Values ?? []).length === 0) throw invalid(`${kind} values cannot be empty.`);
  if (kind === 'Dimension' && !knownDimensions.includes(leaf.Key))
    throw invalid(`Dimension ${leaf.Key} is not supported.`);
  const plain = kind === 'Dimension' && options.some((option) => option !== 'EQUALS' && option !== 'CASE_SENSITIVE');
  if (plain) throw invalid('Only EQUALS and CASE_SENSITIVE match options are supported for dimension filters.');
}

function leafTest(leaf: ExpressionValues, kind: 'Dimension' | 'Tag' | 'CostCategory', ledger: Ledger): Test {
  assertLeaf(leaf, kind);
  const [name, options, values] = [leaf.Key ?? '', leaf.MatchOptions ?? [], leaf.Values ?? []];
  const read = (key: LineKey): string => {
    if (kind === 'Dimension') return dimensionOf(name, key, ledger);
    return kind === 'Tag' ? (key.tags[name] ?? '') : costCategoryOf(name, key, ledger);
  };
  if (options.includes('ABSENT')) return (key) => read(key) === '';
  if (options.length === 0 || options.join() === 'EQUALS') {
    const wanted = new Set(values);
    return (key) => wanted.has(read(key));
  }
  return (key) => {
    const value = read(key);
    return values.some((one) => matches(value, one, options));
  };
}

function assertShape(filter: Expression, depth: number): void {
  const members = Object.values(filter).filter((value) => value !== undefined && value !== null);
  if (members.length !== 1) {
    throw invalid(
      members.length === 0
        ? 'Expression has no root operator.'
        : 'Expressions with multiple root operators are not allowed; use And or Or.',
    );
  }
  if (depth > 12) throw invalid('Expression nesting is too deep.');
  const list = filter.And ?? filter.Or;
  if (list !== undefined && list.length < 2) throw invalid('And and Or take two or more expressions.');
}

/**
 * The test that a filter stands for; without a filter every line passes.
 * @throws WireFault `ValidationException`.
 */
export function compileFilter(filter: Expression | undefined, ledger: Ledger, depth: number = 0): Test {
  if (filter === undefined || filter === null) return () => true;
  assertShape(filter, depth);
  const inner = (one: Expression): Test => compileFilter(one, ledger, depth + 1);
  if (filter.And !== undefined) {
    const tests = filter.And.map(inner);
    return (key) => tests.every((test) => test(key));
  }
  if (filter.Or !== undefined) {
    const tests = filter.Or.map(inner);
    return (key) => tests.some((test) => test(key));
  }
  if (filter.Not !== undefined) {
    const test = inner(filter.Not);
    return (key) => !test(key);
  }
  if (filter.Dimensions !== undefined) return leafTest(filter.Dimensions, 'Dimension', ledger);
  if (filter.Tags !== undefined) return leafTest(filter.Tags, 'Tag', ledger);
  return leafTest(filter.CostCategories ?? {}, 'CostCategory', ledger);
}
