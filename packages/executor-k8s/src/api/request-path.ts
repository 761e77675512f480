/** Values of query parameters; null and undefined ones are left out. */
export type QueryParameters = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Percent-encodes one path segment, `.` and `..` included, so that no name can leave its place in the path. */
export function encodeSegment(text: string): string {
  return text === '.' || text === '..' ? text.replaceAll('.', '%2E') : encodeURIComponent(text);
}

/** A path with its query, parameters sorted by name: equal requests have equal paths, which recordings rely on. */
export function requestPath(path: string, query: QueryParameters = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/**
 * Whether the API server could know an object by this name. Anything else needs no request: it does not exist.
 * Source: k8s.io/apimachinery, path segment names; length from DNS-1123 subdomains.
 */
export function isPossibleName(name: string): boolean {
  return name.length > 0 && name.length <= 253 && name !== '.' && name !== '..' && /^[\w.:@+-]+$/.test(name);
}
