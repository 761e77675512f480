/** Counters of one container at one moment. */
export interface CpuCounters {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** CFS periods that ran; null without a CPU limit. */
  periods: number | null;
  throttled: number | null;
  /** Seconds in which some task waited for CPU (PSI); null where the kernel does not say. */
  waitingSec: number | null;
}

const wanted: Readonly<Record<string, 'periods' | 'throttled' | 'waitingSec'>> = {
  container_cpu_cfs_periods_total: 'periods',
  container_cpu_cfs_throttled_periods_total: 'throttled',
  container_pressure_cpu_waiting_seconds_total: 'waitingSec',
};

function labelsOf(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    labels.set(
      name,
      value.replaceAll(/\\(.)/g, (_all, character: string) => (character === 'n' ? '\n' : character)),
    );
  }
  return labels;
}

/** Reads cAdvisor's metrics text (Prometheus exposition format) for CPU throttling and pressure, by container. */
export function parseCadvisor(text: string): ReadonlyMap<string, CpuCounters> {
  const containers = new Map<string, CpuCounters>();
  for (const [, metric = '', labelText = '', number = ''] of text.matchAll(
    /^(container_cpu_cfs_(?:throttled_)?periods_total|container_pressure_cpu_waiting_seconds_total)\{(.*)\} (\S+)/gm,
  )) {
    const field = wanted[metric];
    const labels = labelsOf(labelText);
    const [namespace = '', pod = '', container = ''] = ['namespace', 'pod', 'container'].map((name) =>
      labels.get(name),
    );
    const value = Number(number);
    // Lines without a container name are sums over a pod or a slice.
    if (field === undefined || container === '' || container === 'POD' || !Number.isFinite(value)) continue;
    const key = `${namespace}\u0000${pod}\u0000${container}`;
    const counters = containers.get(key) ?? {
      namespace,
      pod,
      container,
      periods: null,
      throttled: null,
      waitingSec: null,
    };
    counters[field] = (counters[field] ?? 0) + value;
    containers.set(key, counters);
  }
  return containers;
}
