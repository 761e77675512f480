import type { Ledger, LineKey } from '../ledger/ledger.ts';
import { invalid } from '../wire/fault.ts';
import type { GroupDefinition } from '../wire/request.ts';
import { costCategoryOf, dimensionOf, knownDimensions } from './dimension.ts';

function keyReader(definition: GroupDefinition, ledger: Ledger): (key: LineKey) => string {
  const name = definition.Key ?? '';
  switch (definition.Type) {
    case 'TAG':
      return (key) => `${name}$${key.tags[name] ?? ''}`;
    case 'COST_CATEGORY':
      return (key) => `${name}$${costCategoryOf(name, key, ledger)}`;
    case 'DIMENSION':
      if (!knownDimensions.includes(name)) throw invalid(`Group Definition dimension is invalid: ${name}`);
      return (key) => dimensionOf(name, key, ledger);
    default:
      throw invalid('Group Definition type is invalid.');
  }
}

/**
 * The keys of a line's group, remembered by line.
 * @throws WireFault `ValidationException`: more than two, the same twice, or an unknown type or dimension.
 */
export function compileGroups(
  definitions: readonly GroupDefinition[],
  ledger: Ledger,
): (key: LineKey) => readonly string[] {
  if (definitions.length > 2) throw invalid('A maximum of 2 group by definitions is supported.');
  const [first, second] = definitions;
  if (first !== undefined && second !== undefined && first.Type === second.Type && first.Key === second.Key) {
    throw invalid('Group by definitions must be unique.');
  }
  const readers = definitions.map((definition) => keyReader(definition, ledger));
  const known = new Map<LineKey, readonly string[]>();
  return (key) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const keys = readers.map((read) => read(key));
    known.set(key, keys);
    return keys;
  };
}
