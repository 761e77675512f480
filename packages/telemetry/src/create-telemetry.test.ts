import { createServer } from 'node:net';
import { CloudOpsError } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { answer, fixedOptions, intent, playQuestion, secret } from './__fixtures__/observed.ts';
import { startOtlpReceiver } from './__fixtures__/otlp-receiver.ts';
import { attributeNames } from './attributes.ts';
import { createTelemetry } from './create-telemetry.ts';
import { metricDefinitions } from './instruments.ts';

describe('a question that was answered in part', () => {
  it('is one trace: question, parse, plan, decide, run, and a span for each step', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    playQuestion(telemetry.observe('investigate'));
    expect(await telemetry.flush()).toEqual({ kind: 'sent' });
    const spans = receiver.spans();
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const parent = (id: string | undefined): string | undefined => (id === undefined ? id : byId.get(id)?.name);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.map(({ name, parentSpanId }) => `${parent(parentSpanId)} > ${name}`).sort()).toEqual([
      ...['question > decide', 'question > parse', 'question > plan', 'question > run'],
      ...['run > step kubernetes.list', 'run > step kubernetes.pod-metrics', 'undefined > question'],
    ]);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans)
      expect(endTimeUnixNano).toBeGreaterThan(startTimeUnixNano);
    const step = spans.find(({ name }) => name === 'step kubernetes.pod-metrics');
    expect(step).toMatchObject({
      status: { code: 2 },
      attributes: {
        'cloudops.playbook.id': 'k8s-high-cpu',
        'cloudops.provider': 'kubernetes',
        'cloudops.action': 'kubernetes.pod-metrics',
        'cloudops.step.id': 'metrics',
        'cloudops.step.status': 'unknown',
        'cloudops.calls': 1,
        'error.type': 'denied',
      },
    });
    expect(spans.find(({ name }) => name === 'question')?.attributes).toMatchObject({
      'cloudops.operation': 'investigate',
      'cloudops.outcome': 'answered',
      'cloudops.run.id': 'run_01JDA5Z7Q4',
    });
  });

  it('is counted: parse, run, time, cost, errors, calls, findings', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    playQuestion(telemetry.observe('investigate'));
    await telemetry.flush();
    const metrics = receiver.metrics();
    expect(metrics.map(({ name }) => name).sort()).toEqual(
      Object.values(metricDefinitions)
        .map(({ name }) => name)
        .sort(),
    );
    const sum = (name: string): unknown =>
      metrics
        .find((metric) => metric.name === name)
        ?.sum?.dataPoints.map((point) => [point.attributes, point.asDouble ?? point.asInt]);
    const playbook = { 'cloudops.playbook.id': 'k8s-high-cpu' };
    expect(sum('cloudops.parses')).toEqual([
      [{ 'cloudops.parse.outcome': 'matched', 'cloudops.parser': 'anthropic' }, 1],
    ]);
    expect(sum('cloudops.runs')).toEqual([[{ ...playbook, 'cloudops.run.status': 'partial' }, 1]]);
    expect(sum('cloudops.provider.calls')).toEqual([[{ 'cloudops.provider': 'kubernetes' }, 4]]);
    expect(sum('cloudops.findings')).toEqual([[{ ...playbook, 'cloudops.finding.severity': 'high' }, 1]]);
    expect(sum('cloudops.errors')).toEqual([[{ 'error.type': 'denied', 'cloudops.stage': 'step' }, 1]]);
    const cost = metrics.find(({ name }) => name === 'cloudops.operation.cost')?.histogram?.dataPoints;
    expect(cost?.map(({ attributes, sum: usd }) => [attributes['cloudops.cost.source'], usd])).toEqual([
      ['model', 0.004],
      ['provider', 0.01],
    ]);
    const durations = metrics.find(({ name }) => name === 'cloudops.operation.duration')?.histogram?.dataPoints;
    const stages = durations?.map(({ attributes }) => attributes['cloudops.stage']);
    expect(new Set(stages)).toEqual(new Set(['parse', 'plan', 'decide', 'run', 'step', 'question']));
  });

  it('is logged once, with each failure, in the trace', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    playQuestion(telemetry.observe('investigate'));
    await telemetry.flush();
    const logs = receiver.logs();
    expect(logs.map(({ eventName, severityText }) => [eventName, severityText])).toEqual([
      ['cloudops.step.unknown', 'WARN'],
      ['cloudops.question.ended', 'WARN'],
    ]);
    const question = receiver.spans().find(({ name }) => name === 'question');
    expect(logs[1]).toMatchObject({ traceId: question?.traceId, spanId: question?.spanId });
  });

  it('tells nothing but known attributes, and no text of the question, the cloud or the person', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    playQuestion(telemetry.observe('investigate'));
    telemetry.observe('triage').fail(new CloudOpsError({ code: 'CLUSTER_UNREACHABLE', message: secret }));
    telemetry.observe('plan').fail(new TypeError(secret));
    await telemetry.flush();
    expect(receiver.requests.map(({ body }) => body).join('')).not.toContain(secret);
    const allowed = new Set<string>(Object.values(attributeNames));
    const seen = [
      ...receiver.spans().map(({ attributes }) => attributes),
      ...receiver.logs().map(({ attributes }) => attributes),
      ...receiver
        .metrics()
        .flatMap(({ sum, histogram }) => (sum?.dataPoints ?? histogram?.dataPoints ?? []).map((one) => one.attributes)),
    ].flatMap((attributes) => Object.keys(attributes));
    expect([...new Set(seen)].filter((name) => !allowed.has(name))).toEqual([]);
    expect(receiver.logs().map(({ attributes }) => attributes['error.type'])).toContain('CLUSTER_UNREACHABLE');
    expect(receiver.logs().map(({ attributes }) => attributes['error.type'])).toContain('UNEXPECTED');
  });
});

describe('what plugins and playbooks name', () => {
  it.each(['two words', '\u001b[31mred', 'x'.repeat(101), '', 'a\nb'])('is an id, or "other": %j', async (name) => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    const plan = { ...(answer.plan ?? expect.fail()), playbook: { id: name, version: name, digest: name } };
    telemetry.observe('investigate').finish({ ...answer, kind: name, plan });
    await telemetry.flush();
    const [question] = receiver.spans();
    expect(question?.attributes).toMatchObject({ 'cloudops.playbook.id': 'other', 'cloudops.outcome': 'other' });
  });
});

describe('a trace', () => {
  it('goes on from TRACEPARENT', async () => {
    const receiver = await startOtlpReceiver();
    const traceParent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const telemetry = createTelemetry({ ...fixedOptions(receiver.url), traceParent });
    playQuestion(telemetry.observe('investigate'));
    await telemetry.flush();
    const spans = receiver.spans();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['1'.repeat(32)]));
    expect(spans.find(({ name }) => name === 'question')?.parentSpanId).toBe('2'.repeat(16));
  });

  it('is not sent when who began it samples it out', async () => {
    const receiver = await startOtlpReceiver();
    const traceParent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`;
    const telemetry = createTelemetry({ ...fixedOptions(receiver.url), traceParent });
    playQuestion(telemetry.observe('investigate'));
    await telemetry.flush();
    expect(receiver.spans()).toEqual([]);
    expect(receiver.metrics()).not.toEqual([]);
  });
});

describe('a step that an interrupt cut short', () => {
  it('ends with the run', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    const observation = telemetry.observe('investigate');
    observation.onEvent({ kind: 'step-started', step: 'pods', action: 'kubernetes.list' });
    observation.finish({ ...answer, kind: 'interrupted', run: null });
    observation.onEvent({ kind: 'step-started', step: 'late', action: 'kubernetes.list' });
    observation.fail(new TypeError('late'));
    await telemetry.flush();
    const spans = receiver.spans();
    expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
      ['step kubernetes.list', 2],
      ['run', 0],
      ['question', 0],
    ]);
  });
});

describe('a playbook that was named by hand', () => {
  it('was not parsed', async () => {
    const receiver = await startOtlpReceiver();
    const telemetry = createTelemetry(fixedOptions(receiver.url));
    const observation = telemetry.observe('triage');
    const outcome = {
      kind: 'matched',
      playbook: 'k8s-triage',
      intent: { ...intent, parser: { kind: 'none' } },
    } as const;
    observation.onEvent({ kind: 'intent-parsed', outcome });
    observation.finish({ ...answer, run: null });
    await telemetry.flush();
    expect(receiver.spans().map(({ name }) => name)).toEqual(['question']);
    expect(receiver.metrics().map(({ name }) => name)).not.toContain('cloudops.parses');
  });
});

describe('where it goes', () => {
  it('sends only the signals asked for, with the headers given', async () => {
    const receiver = await startOtlpReceiver();
    const headers = { authorization: 'Bearer t' };
    const telemetry = createTelemetry({ ...fixedOptions(`${receiver.url}/base/`), headers, signals: ['logs'] });
    playQuestion(telemetry.observe('investigate'));
    await telemetry.flush();
    expect(receiver.requests.map(({ path, headers: { authorization } }) => [path, authorization])).toEqual([
      ['/base/v1/logs', 'Bearer t'],
    ]);
  });

  it.each(['collector:4318', 'ftp://collector', ''])('refuses %j', (endpoint) => {
    expect(() => createTelemetry(fixedOptions(endpoint))).toThrow(
      expect.objectContaining({ code: 'TELEMETRY_ENDPOINT_INVALID' }),
    );
  });
});

describe('a collector that fails', () => {
  const flushTimed = async (endpoint: string, signal?: AbortSignal): Promise<readonly [unknown, number]> => {
    const telemetry = createTelemetry({ ...fixedOptions(endpoint), timeoutMs: 300 });
    playQuestion(telemetry.observe('investigate'));
    const startedAt = performance.now();
    const outcome = await telemetry.flush(signal);
    return [outcome, performance.now() - startedAt];
  };

  it('is told at once when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const port = await new Promise<number>((resolve) => {
      server.once('listening', () => resolve((server.address() as { port: number }).port));
    });
    server.close();
    const [outcome, ms] = await flushTimed(`http://127.0.0.1:${port}`);
    expect(outcome).toEqual({ kind: 'failed', why: 'ECONNREFUSED' });
    expect(ms).toBeLessThan(250);
  });

  it('is not waited for longer than the time-out', async () => {
    const receiver = await startOtlpReceiver({ silent: true });
    const [outcome, ms] = await flushTimed(receiver.url);
    expect(outcome).toEqual({ kind: 'failed', why: 'not answered in 300 ms' });
    expect(ms).toBeGreaterThan(250);
    expect(ms).toBeLessThan(1000);
  });

  it('is not waited for after an interrupt', async () => {
    const receiver = await startOtlpReceiver({ silent: true });
    const [outcome, ms] = await flushTimed(receiver.url, AbortSignal.abort());
    expect(outcome).toEqual({ kind: 'failed', why: 'interrupted' });
    expect(ms).toBeLessThan(100);
  });

  it('is told by its status, not by its words', async () => {
    const receiver = await startOtlpReceiver({ status: 403 });
    const [outcome] = await flushTimed(receiver.url);
    expect(outcome).toEqual({ kind: 'failed', why: 'HTTP status 403' });
  });
});

it('sends nothing when nothing was observed', async () => {
  const receiver = await startOtlpReceiver();
  expect(await createTelemetry(fixedOptions(receiver.url)).flush()).toEqual({ kind: 'sent' });
  expect(receiver.requests).toEqual([]);
});
