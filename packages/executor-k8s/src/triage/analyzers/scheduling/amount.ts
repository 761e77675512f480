import { cores } from '../../../evidence/words.ts';

const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;

/** An amount of a resource as operators write it: `2.5` cores as `2.5`, bytes as `48Gi`, pieces as they are. */
export function amount(resource: string, value: number): string {
  if (resource === 'cpu' || resource.endsWith('.cpu')) return cores(value);
  return isBytes(resource) ? bytes(value) : String(Math.round(value * 1000) / 1000);
}

/** The same with its unit in words: `2 cores`, `48Gi of memory`, `1 nvidia.com/gpu`. */
export function amountOf(resource: string, value: number): string {
  if (resource === 'cpu') return `${cores(value)} ${value === 1 ? 'core' : 'cores'}`;
  return isBytes(resource) ? `${bytes(value)} of ${resource}` : `${amount(resource, value)} ${resource}`;
}

/** Bytes as a binary quantity with at most one decimal. */
export function bytes(value: number): string {
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Math.round(size * 10) / 10}${units[unit] ?? ''}`;
}

function isBytes(resource: string): boolean {
  return /(^|\.)(memory|storage|ephemeral-storage)$/.test(resource) || resource.startsWith('hugepages-');
}
