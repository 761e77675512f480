import { type Action, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { readText } from '../api/read-object.ts';
import { encodeSegment, isPossibleName, requestPath } from '../api/request-path.ts';
import { serverTime } from '../api/server-time.ts';
import { objectName, optionalText, serverTimeSchema } from './inputs.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.logs`. */
export interface LogsInput {
  readonly namespace: string;
  readonly pod: string;
  /** Needed when the pod has several. */
  readonly container: string | null;
  /** The container's last run instead of the current one. */
  readonly previous: boolean;
  /** 1 to 500. */
  readonly tail_lines: number;
  /** At most 1 MiB. */
  readonly limit_bytes: number;
}

/** Output of `kubernetes.logs`. The lines are the process's own words: hostile text. */
export interface LogsOutput {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string | null;
  readonly previous: boolean;
  /** Oldest first; long lines are cut. */
  readonly lines: readonly string[];
  /** Whether the byte limit or a line's length cut something. */
  readonly cut: boolean;
  readonly server_time: string | null;
}

const longestLine = 4000;

const input = z.strictObject({
  namespace: objectName,
  pod: objectName,
  container: optionalText,
  previous: z.boolean().default(false),
  tail_lines: z.int().min(1).max(500).default(100),
  limit_bytes: z.int().min(1).max(1_048_576).default(65_536),
});

const output = z.strictObject({
  namespace: z.string(),
  pod: z.string(),
  container: z.string().nullable(),
  previous: z.boolean(),
  lines: z.array(z.string()),
  cut: z.boolean(),
  server_time: serverTimeSchema,
});

function logsPath(request: LogsInput): string {
  const { namespace, pod } = request;
  return requestPath(`/api/v1/namespaces/${encodeSegment(namespace)}/pods/${encodeSegment(pod)}/log`, {
    container: request.container,
    previous: request.previous ? true : null,
    tailLines: request.tail_lines,
    limitBytes: request.limit_bytes,
  });
}

/** `kubernetes.logs`: the tail of one container's log. */
export function createLogsAction({ session }: Services): Action {
  return defineAction<LogsInput, LogsOutput>({
    name: 'logs',
    description: "Reads the tail of one container's log.",
    risk: 'read',
    input,
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: ({ namespace }) => [{ verb: 'get', resource: 'pods/log', namespace }],
    async doRun(request, context): Promise<Evidence<LogsOutput>> {
      const { namespace, pod, container, previous } = request;
      if (!isPossibleName(namespace) || !isPossibleName(pod)) return { status: 'absent' };
      const evidence = await readText({
        session,
        context,
        asked: { verb: 'get', resource: 'pods/log', namespace, name: pod },
        request: { method: 'GET', path: logsPath(request) },
      });
      if (evidence.status === 'absent') return evidence;
      if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
      const { body, headers } = evidence.output;
      const whole = body.toString('utf8').split('\n');
      if (whole.at(-1) === '') whole.pop();
      const lines = whole.slice(-request.tail_lines).map((line) => line.slice(0, longestLine));
      const cut = body.byteLength >= request.limit_bytes || whole.some((line) => line.length > longestLine);
      return {
        status: 'present',
        output: { namespace, pod, container, previous, lines, cut, server_time: serverTime(headers) },
      };
    },
  });
}
