/** Metrics by name and labels: `name{a="b"}` → value. */
export interface Sample {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/**
 * Reads the wanted metrics out of Prometheus's text form, line by line: an API server writes tens of megabytes of others.
 * Samples without a finite value are left out.
 */
export function parseSamples(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Sample[]> {
  const found = new Map<string, Sample[]>();
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const name = nameAt(text, start, end);
    if (wanted.has(name)) {
      const sample = parseSample(text.slice(start, end));
      if (sample !== null) append(found, name, sample);
    }
    start = end + 1;
  }
  return found;
}

function append(found: Map<string, Sample[]>, name: string, sample: Sample): void {
  const known = found.get(name);
  if (known === undefined) found.set(name, [sample]);
  else known.push(sample);
}

function nameAt(text: string, start: number, end: number): string {
  let stop = start;
  while (stop < end && text.charCodeAt(stop) !== 123 && text.charCodeAt(stop) !== 32) stop += 1;
  return text.slice(start, stop);
}

function parseSample(text: string): Sample | null {
  const [, , labelText = '', number = ''] = line.exec(text) ?? [];
  const value = Number(number);
  if (number === '' || !Number.isFinite(value)) return null;
  const labels = new Map<string, string>();
  for (const [, name = '', quoted = ''] of labelText.matchAll(label)) {
    labels.set(
      name,
      quoted.replaceAll(/\\(.)/g, (_all, one: string) => (one === 'n' ? '\n' : one)),
    );
  }
  return { labels, value };
}
