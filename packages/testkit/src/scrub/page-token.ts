/** Names under which services hand out, and take back, the token of a list's next page, in small letters and figures. */
const pageTokens: ReadonlySet<string> = new Set([
  'nexttoken',
  'nextpagetoken',
  'pagetoken',
  'paginationtoken',
  'nextpaginationtoken',
  'continuationtoken',
  'nextcontinuationtoken',
  'nextforwardtoken',
  'nextbackwardtoken',
  'startingtoken',
  'marker',
  'nextmarker',
]);

/**
 * Whether a field of this name continues a list. Only an answer's or a request's own fields may be kept for it: deeper
 * down the name is somebody else's.
 */
export function isPageToken(name: string): boolean {
  return pageTokens.has(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
}
