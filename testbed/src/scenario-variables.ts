/** `$NOW`, or a time before it such as `$NOW-10m`; `$MICRONOW` has the microseconds that Leases demand. */
const timePattern = /\$(MICRO)?NOW(?:-(\d+)([smhd]))?/g;
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Kubernetes' own form of a time: whole seconds, UTC. */
function formatTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

function replaceText(text: string, nowMs: number, variables: Readonly<Record<string, string>>): string {
  const timed = text.replace(timePattern, (_, micro?: string, count?: string, unit?: string) => {
    const time = formatTime(nowMs - Number(count ?? 0) * (unitMs[unit ?? ''] ?? 0));
    return micro === undefined ? time : time.replace('Z', '.000000Z');
  });
  return timed.replace(/\$([A-Z_]+)/g, (whole, name: string) => variables[name] ?? whole);
}

/** A copy of a value with `$NOW`, `$NOW-<n><s|m|h|d>` and the given variables filled in wherever a text holds them. */
export function replaceVariables(
  value: unknown,
  nowMs: number,
  variables: Readonly<Record<string, string>> = {},
): unknown {
  if (typeof value === 'string') return replaceText(value, nowMs, variables);
  if (Array.isArray(value)) return value.map((item) => replaceVariables(item, nowMs, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceVariables(item, nowMs, variables)]),
  );
}
