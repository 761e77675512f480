function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** Names that a question was limited to, several by commas, in small letters; null for no limit. */
export function wantedNames(text: string | null | undefined): ReadonlySet<string> | null {
  const names = (text ?? '').split(',').map((name) => name.trim().toLowerCase());
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? null : new Set(given);
}

/**
 * Accounts that a question was limited to, by id or name as `aws.resolve-places` takes them; null for no limit.
 * @param places that action's output, which tells the accounts of names; anything where it was not read.
 */
export function wantedAccounts(text: string | null | undefined, places: unknown): ReadonlySet<string> | null {
  const wanted = wantedNames(text);
  if (wanted === null) return null;
  const known = fieldOf(places, 'accounts');
  const named = (Array.isArray(known) ? (known as readonly unknown[]) : []).filter((one) =>
    wanted.has(String(fieldOf(one, 'name') ?? '').toLowerCase()),
  );
  return new Set([...wanted, ...named.map((one) => String(fieldOf(one, 'account')))]);
}
