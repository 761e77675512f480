import { type Action, type ActionContext, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { compareText, fieldsOf, listOf, nameOf, textOf } from '../api/object-fields.ts';
import { readObject } from '../api/read-object.ts';
import { reasonFromAnswer, reasonFromError } from '../api/reason.ts';
import type { ApiSession } from '../api/session.ts';
import { printable } from '../printable.ts';
import { evidenceSchema } from './evidence-schema.ts';
import type { Services } from './services.ts';

/** Output of `kubernetes.health`: each part by itself known, absent or unknown. */
export interface HealthOutput {
  /** `/readyz?verbose`: the names of the checks that fail, sorted. */
  readonly readyz: Evidence<{ readonly ready: boolean; readonly failing: readonly string[] }>;
  readonly version: Evidence<{ readonly git_version: string; readonly platform: string }>;
  /** The APIService of metrics.k8s.io. */
  readonly metrics_api: Evidence<{
    readonly available: boolean;
    readonly reason: string;
    readonly message: string;
    /** When that condition last changed, ISO 8601. */
    readonly since: string | null;
  }>;
  /** FlowSchemas that point to a priority level that does not exist, sorted. */
  readonly flow_control: Evidence<{ readonly flow_schemas: number; readonly dangling: readonly string[] }>;
}

const output = z.strictObject({
  readyz: evidenceSchema(z.strictObject({ ready: z.boolean(), failing: z.array(z.string()) })),
  version: evidenceSchema(z.strictObject({ git_version: z.string(), platform: z.string() })),
  metrics_api: evidenceSchema(
    z.strictObject({ available: z.boolean(), reason: z.string(), message: z.string(), since: z.string().nullable() }),
  ),
  flow_control: evidenceSchema(z.strictObject({ flow_schemas: z.int(), dangling: z.array(z.string()) })),
});

interface Reading {
  readonly session: ApiSession;
  readonly context: ActionContext;
}

const json = { accept: 'application/json' };

/** An API server that is not ready answers 500 with the same text: an answer, not a failure. */
async function readReadyz({ session, context }: Reading): Promise<HealthOutput['readyz']> {
  const asked = { verb: 'get', resource: '/readyz' };
  try {
    const answer = await session.exchange({ method: 'GET', path: '/readyz?verbose=' }, context);
    const text = answer.body.toString('utf8', 0, 64_000);
    const lines = [...text.matchAll(/^\[([+-])\]([\w./:-]+)/gm)];
    if ((answer.status !== 200 && answer.status !== 500) || lines.length === 0) {
      return { status: 'unknown', reason: reasonFromAnswer(answer, asked) };
    }
    const failing = lines.filter(([, sign]) => sign === '-').map(([, , name = '']) => name);
    return { status: 'present', output: { ready: answer.status === 200, failing: failing.sort(compareText) } };
  } catch (error) {
    return { status: 'unknown', reason: reasonFromError(error, context.signal, asked) };
  }
}

async function readVersion({ session, context }: Reading): Promise<HealthOutput['version']> {
  const evidence = await readObject({
    session,
    context,
    asked: { verb: 'get', resource: '/version' },
    request: { method: 'GET', path: '/version', headers: json },
  });
  if (evidence.status !== 'present')
    return evidence.status === 'absent' ? evidence : { status: 'unknown', reason: evidence.reason };
  const { gitVersion, platform } = evidence.output.object;
  return {
    status: 'present',
    output: { git_version: printable(textOf(gitVersion), 60), platform: printable(textOf(platform), 60) },
  };
}

async function readMetricsApi({ session, context }: Reading): Promise<HealthOutput['metrics_api']> {
  const evidence = await readObject({
    session,
    context,
    asked: { verb: 'get', resource: 'apiregistration.k8s.io/apiservices', name: 'v1beta1.metrics.k8s.io' },
    request: {
      method: 'GET',
      path: '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io',
      headers: json,
    },
  });
  if (evidence.status !== 'present')
    return evidence.status === 'absent' ? evidence : { status: 'unknown', reason: evidence.reason };
  const condition = listOf(fieldsOf(evidence.output.object.status).conditions)
    .map(fieldsOf)
    .find((item) => item.type === 'Available');
  return {
    status: 'present',
    output: {
      available: condition?.status === 'True',
      reason: printable(textOf(condition?.reason), 80),
      message: printable(textOf(condition?.message)),
      since: textOf(condition?.lastTransitionTime) || null,
    },
  };
}

async function readFlowControl({ session, context }: Reading): Promise<HealthOutput['flow_control']> {
  const evidence = await readObject({
    session,
    context,
    asked: { verb: 'list', resource: 'flowcontrol.apiserver.k8s.io/flowschemas' },
    request: { method: 'GET', path: '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas?limit=500', headers: json },
  });
  if (evidence.status !== 'present')
    return evidence.status === 'absent' ? evidence : { status: 'unknown', reason: evidence.reason };
  const schemas = listOf(evidence.output.object.items);
  const dangling = schemas.filter((schema) =>
    listOf(fieldsOf(fieldsOf(schema).status).conditions)
      .map(fieldsOf)
      .some((condition) => condition.type === 'Dangling' && condition.status === 'True'),
  );
  const names = dangling.map((schema) => nameOf(schema).name).sort(compareText);
  return { status: 'present', output: { flow_schemas: schemas.length, dangling: names } };
}

/** `kubernetes.health`: what an ordinary reader can see of the control plane's health. */
export function createHealthAction({ session }: Services): Action {
  return defineAction<Record<string, never>, HealthOutput>({
    name: 'health',
    description: 'Reads the readiness and version of the API server and whether the metrics API answers.',
    risk: 'read',
    input: z.strictObject({}),
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [
      { verb: 'get', resource: 'apiregistration.k8s.io/apiservices' },
      { verb: 'list', resource: 'flowcontrol.apiserver.k8s.io/flowschemas' },
    ],
    async doRun(_request, context): Promise<Evidence<HealthOutput>> {
      const reading = { session, context };
      const [readyz, version, metricsApi, flowControl] = await Promise.all([
        readReadyz(reading),
        readVersion(reading),
        readMetricsApi(reading),
        readFlowControl(reading),
      ]);
      const parts = { readyz, version, metrics_api: metricsApi, flow_control: flowControl };
      const reason = [readyz, version, metricsApi, flowControl].every(({ status }) => status === 'unknown')
        ? readyz.reason
        : undefined;
      return reason === undefined ? { status: 'present', output: parts } : { status: 'unknown', reason, output: parts };
    },
  });
}
