const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** Bytes as operators write them: `640Mi`, `1.5Gi`. */
export function bytes(value: number): string {
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${Math.round(rest * 10) / 10}${units[unit]}`;
}
