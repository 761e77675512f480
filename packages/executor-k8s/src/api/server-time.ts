/** The API server's clock, from an answer's Date header, in ISO 8601; null when it sent none. */
export function serverTime(headers: Readonly<Record<string, string>>): string | null {
  const ms = Date.parse(headers.date ?? '');
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
