const factors: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3 };

/** A CPU quantity such as `930m` or `12345678n` in cores; NaN when it is none. */
export function parseCpu(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([num]|k)?$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) * (factors[match[2] ?? ''] ?? Number.NaN);
}
