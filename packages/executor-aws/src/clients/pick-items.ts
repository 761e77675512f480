function step(value: unknown, name: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const isList = name.endsWith('[]');
  const part: unknown = (value as Readonly<Record<string, unknown>>)[isList ? name.slice(0, -2) : name];
  if (part === undefined || part === null) return [];
  return isList && Array.isArray(part) ? part : [part];
}

/**
 * The items of an answer by their dotted path: `SecurityGroups`, or `Reservations[].Instances` for the lists in a list.
 * Without a path the answer itself is the one item.
 */
export function pickItems(answer: unknown, path: string | undefined): readonly unknown[] {
  if (path === undefined) return [answer];
  let values: readonly unknown[] = [answer];
  for (const name of path.split('.')) values = values.flatMap((value) => step(value, name));
  return values.flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : [value]));
}
