import { quote, someOf } from '../../../evidence/words.ts';
import type { Termination } from '../../snapshot/container.ts';
import type { DeclaredPort } from '../../snapshot/service.ts';
import type { ProbeFailure } from './probe-message.ts';
import { type ProbeSpec, portNumber } from './probe-spec.ts';

/** What is wrong with a probe, or with what it asks. */
export interface Verdict {
  readonly kind: 'port' | 'path' | 'scheme' | 'early' | 'command' | 'slow' | 'unhealthy';
  readonly short: string;
  readonly long: string;
}

/** What a verdict rests on. */
export interface ProbeCase {
  readonly container: string;
  readonly failure: ProbeFailure;
  readonly spec: ProbeSpec;
  readonly declared: readonly DeclaredPort[];
  /** How its last run ended, when the probe ended it. */
  readonly ended: Termination | null;
}

/** Decides by what the kubelet met and by what the containers declare. */
export function judgeProbe(probe: ProbeCase): Verdict {
  const { failure, spec } = probe;
  const { symptom } = failure;
  if (spec.kind !== 'exec' && spec.port !== null && portNumber(spec, probe.container, probe.declared) === null) {
    return {
      kind: 'port',
      short: `asks port ${quote(String(spec.port))}, a name that the container does not declare`,
      long: `The container declares ${portsText(ofContainer(probe))}.`,
    };
  }
  switch (symptom.kind) {
    case 'refused':
      return judgeRefused(probe);
    case 'no-port':
      return {
        kind: 'port',
        short: `asks port ${quote(symptom.name)}, which does not exist`,
        long: `The container declares ${portsText(ofContainer(probe))}.`,
      };
    case 'status':
      return judgeStatus(symptom.code, spec);
    case 'plain-http':
      return {
        kind: 'scheme',
        short: 'speaks HTTPS to a port that speaks HTTP',
        long: `Its scheme is ${spec.scheme}, and the server answers in plain HTTP.`,
      };
    case 'not-http':
      return {
        kind: 'scheme',
        short: 'speaks HTTP to a port that speaks something else',
        long: `Its scheme is ${spec.scheme}, and the answer is no HTTP: most likely the port speaks TLS or another protocol.`,
      };
    case 'no-command':
      return {
        kind: 'command',
        short: `runs ${quote(symptom.command)}, which the image does not have`,
        long: 'The probe can never succeed, whatever state the process is in.',
      };
    case 'timeout':
      return judgeTimeout(probe);
    case 'grpc':
      return { kind: 'unhealthy', short: 'fails over gRPC', long: `${quote(symptom.why)}.` };
    default:
      return { kind: 'unhealthy', short: 'fails', long: `${quote(symptom.output) || 'It says nothing'}.` };
  }
}

function ofContainer({ container, declared }: ProbeCase): readonly DeclaredPort[] {
  return declared.filter((one) => one.container === container);
}

function portsText(ports: readonly DeclaredPort[]): string {
  if (ports.length === 0) return 'no port';
  return someOf(ports.map(({ name, number }) => (name === '' ? String(number) : `${number} (${name})`)));
}

function judgeRefused(probe: ProbeCase): Verdict {
  const { spec, declared, container } = probe;
  const asked = portNumber(spec, container, declared);
  // The probe goes to the pod's address: any container of the pod may listen.
  const isDeclared = declared.some(({ number }) => number === asked);
  if (!isDeclared && ofContainer(probe).length > 0) {
    return {
      kind: 'port',
      short: `asks port ${asked}, where nothing listens`,
      long: `Connections to ${asked} are refused; the container declares ${portsText(ofContainer(probe))}.`,
    };
  }
  const early = judgeEarly(probe);
  if (early !== null) return early;
  return {
    kind: 'unhealthy',
    short: `finds nothing that listens on port ${asked}`,
    long: `Connections to ${asked} are refused${isDeclared ? ', a port that the container declares' : ''}: the process is not up, or listens elsewhere.`,
  };
}

/** Whether a container is ended at the first chance, before it ever answered. */
function judgeEarly({ failure, spec, ended }: ProbeCase): Verdict | null {
  const ran = runSec(ended);
  if (failure.probe === 'readiness' || ran === null || ran > spec.allowanceSec * 1.5 + 35) return null;
  return {
    kind: 'early',
    short: `ends it ${Math.round(ran)} seconds after its start, before it answers`,
    long: `The probe gives up ${spec.allowanceSec} seconds after the start (delay + period × failures), and each run ends then. A slow start needs a startup probe with more attempts.`,
  };
}

function runSec(ended: Termination | null): number | null {
  if (ended === null || ended.startedAt === null || ended.finishedAt === null) return null;
  return (ended.finishedAt - ended.startedAt) / 1000;
}

function judgeStatus(code: number, { path, scheme }: ProbeSpec): Verdict {
  if (code === 404 || code === 405 || code === 410) {
    return {
      kind: 'path',
      short: `asks ${quote(path)}, which answers ${code}`,
      long: 'The server is up and knows no such path.',
    };
  }
  if (code === 401 || code === 403) {
    return {
      kind: 'path',
      short: `asks ${quote(path)}, which answers ${code}`,
      long: 'The path wants credentials, and a probe has none.',
    };
  }
  if (code === 400 && scheme === 'HTTP') {
    return {
      kind: 'unhealthy',
      short: `gets 400 at ${quote(path)}`,
      long: 'The server refuses the request; one that speaks only HTTPS answers so to plain HTTP.',
    };
  }
  return {
    kind: 'unhealthy',
    short: `gets ${code} at ${quote(path)}`,
    long: 'The process is up and says itself that it is not well: see its log and what it depends on.',
  };
}

function judgeTimeout(probe: ProbeCase): Verdict {
  const { spec } = probe;
  return (
    judgeEarly(probe) ?? {
      kind: 'slow',
      short: `gets no answer within ${spec.timeoutSec} s`,
      long: 'The process takes connections and answers too late: busy, blocked, throttled, or waiting for something itself.',
    }
  );
}
