import { numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Container } from '../../snapshot/container.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { type DeclaredPort, declaredPorts } from '../../snapshot/service.ts';
import type { ProbeFailure } from './probe-message.ts';

/** A probe as a container states it, with the defaults that the API server would fill in. */
export interface ProbeSpec {
  readonly field: 'livenessProbe' | 'readinessProbe' | 'startupProbe';
  readonly kind: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
  /** As stated: a number or the name of a port; null for exec. */
  readonly port: number | string | null;
  readonly path: string;
  readonly scheme: string;
  /** Seconds from the start of the container until the kubelet gives up, when no attempt succeeds. */
  readonly allowanceSec: number;
  readonly timeoutSec: number;
}

/** @returns null when the container has no such probe. */
export function readProbe({ spec }: Container, probe: ProbeFailure['probe']): ProbeSpec | null {
  const field = `${probe}Probe` as const;
  const raw = valueAt(spec, field);
  const kind = (['httpGet', 'tcpSocket', 'grpc', 'exec'] as const).find((one) => valueAt(raw, one) !== undefined);
  if (raw === undefined || kind === undefined) return null;
  const number = (name: string, otherwise: number): number => numberAt(raw, name) ?? otherwise;
  const port = valueAt(raw, kind, 'port');
  return {
    field,
    kind,
    port: typeof port === 'number' ? port : typeof port === 'string' ? toPort(port) : null,
    path: textAt(raw, kind, 'path') || '/',
    scheme: textAt(raw, kind, 'scheme') || 'HTTP',
    allowanceSec: number('initialDelaySeconds', 0) + number('periodSeconds', 10) * number('failureThreshold', 3),
    timeoutSec: number('timeoutSeconds', 1),
  };
}

function toPort(text: string): number | string {
  return /^\d{1,5}$/.test(text) ? Number(text) : text;
}

/** TCP ports that containers of a pod declare. Declaring is only a note: what is not declared may still be listened on. */
export function tcpPorts(pod: Pod): readonly DeclaredPort[] {
  return declaredPorts(valueAt(pod.raw, 'spec')).filter(({ protocol, number }) => protocol === 'TCP' && number > 0);
}

/** The number that a probe's port stands for; null when its name is declared by nobody in the container. */
export function portNumber({ port }: ProbeSpec, container: string, declared: readonly DeclaredPort[]): number | null {
  if (port === null || typeof port === 'number') return port;
  return declared.find((one) => one.container === container && one.name === port)?.number ?? null;
}
