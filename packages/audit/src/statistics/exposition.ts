/** One metric in the text format of Prometheus. */
export interface MetricFamily {
  /** The whole name, `_total` included. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly MetricSample[];
}

/** One line of a metric. */
export interface MetricSample {
  /** Such as `_bucket` of a histogram; nothing unless given. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What is unknown is left out. */
  readonly value: number | null;
}

/**
 * Metrics in the text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). A metric without a known
 * value is left out whole.
 */
export function renderExposition(families: readonly MetricFamily[]): string {
  return families
    .map(({ name, help, type, samples }) => {
      const known = samples.filter(({ value }) => value !== null);
      const head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
      return known.length === 0 ? '' : head + known.map((sample) => toLine(name, sample)).join('');
    })
    .join('');
}

function toLine(name: string, { suffix = '', labels, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return `${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
