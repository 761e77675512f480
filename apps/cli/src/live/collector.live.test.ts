import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CliUser, createCliUser } from '../__fixtures__/run-cli.ts';
import { buildCollector, startCollector } from './__fixtures__/collector.ts';

const question = 'why is CPU high in prod?';
const line = ['investigate', question, '--world', 'hot-shard'];

let program = '';
beforeAll(async () => {
  program = await buildCollector();
}, 900_000);

function createUser(): CliUser {
  const user = createCliUser();
  onTestFinished(() => user.remove());
  return user;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
}

/** All objects below a value that have a key; the collector batches as it likes. */
function findAll<Found>(value: unknown, key: string): readonly Found[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.hasOwn(value, key) ? [value as Found] : [];
  return [...own, ...Object.values(value).flatMap((inner) => findAll<Found>(inner, key))];
}

describe('an OpenTelemetry Collector', () => {
  it('takes the trace, the figures and the records of a question, in which none of its words are', async () => {
    const collector = await startCollector(program);
    const user = createUser();
    user.write('.config/cloudops/config.yaml', `telemetry: { otlp: { endpoint: "${collector.url}" } }\n`);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const environment = { TRACEPARENT: `00-${traceId}-00f067aa0ba902b7-01` };
    const result = await user.run([...line, '--verbose'], { environment });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    const { traces, metrics, logs } = await collector.end();
    const spans = findAll<Span>(traces, 'spanId');
    const root = spans.find(({ name }) => name === 'question');
    expect(root).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7' });
    expect(
      spans
        .filter(({ parentSpanId }) => parentSpanId === root?.spanId)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...['decide', 'parse', 'plan', 'run']]);
    expect(spans.filter(({ name }) => name.startsWith('step ')).length).toBeGreaterThan(10);
    expect(spans.every((span) => span.traceId === traceId)).toBe(true);
    const names = findAll<{ readonly name: string }>(metrics, 'unit').map(({ name }) => name);
    expect(new Set(names)).toEqual(
      new Set([
        ...['cloudops.questions', 'cloudops.parses', 'cloudops.runs', 'cloudops.operation.duration'],
        ...['cloudops.operation.cost', 'cloudops.provider.calls', 'cloudops.findings'],
      ]),
    );
    const [record] = findAll<Span>(logs, 'severityNumber');
    expect(record).toMatchObject({ traceId, spanId: root?.spanId });
    const all = JSON.stringify({ traces, metrics, logs });
    for (const word of ['why is', 'shop', 'cart', 'Deployment', user.home]) expect(all).not.toContain(word);
  });

  it('is told by the standard variables too, once somebody asks for it', async () => {
    const collector = await startCollector(program);
    const standard = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'ops',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    };
    const user = createUser();
    await user.run([...line], { environment: standard });
    await user.run(['triage', '--world', 'hot-shard'], { environment: { ...standard, CLOUDOPS_OTEL: '1' } });
    const { traces } = await collector.end();
    const roots = findAll<Span>(traces, 'spanId').filter(({ name }) => name === 'question');
    expect(roots).toHaveLength(1);
    expect(roots[0]?.attributes).toContainEqual({ key: 'cloudops.operation', value: { stringValue: 'triage' } });
    expect(JSON.stringify(traces)).toContain('"ops"');
  });
});
