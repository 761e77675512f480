/** What a failed probe met. */
export type ProbeSymptom =
  | { readonly kind: 'refused'; readonly port: number | null }
  | { readonly kind: 'status'; readonly code: number }
  | { readonly kind: 'timeout' }
  /** It spoke HTTPS and got HTTP. */
  | { readonly kind: 'plain-http' }
  /** It spoke HTTP and got HTTPS, or no HTTP at all. */
  | { readonly kind: 'not-http' }
  | { readonly kind: 'no-command'; readonly command: string }
  | { readonly kind: 'no-port'; readonly name: string }
  | { readonly kind: 'grpc'; readonly why: string }
  | { readonly kind: 'exec'; readonly output: string }
  | { readonly kind: 'other'; readonly output: string };

/** A kubelet's word on a failed probe. */
export interface ProbeFailure {
  readonly probe: 'liveness' | 'readiness' | 'startup';
  readonly symptom: ProbeSymptom;
}

const heading = /^(Liveness|Readiness|Startup) probe (failed|errored(?: and resulted in unknown state)?): ?([\s\S]*)$/;
const dial = /dial tcp (?:\[?[\da-f.:]+\]?|[\w.-]+):(\d{1,5}): (?:connect: )?connection refused/;

/** In the order in which they decide. */
const readers: readonly ((output: string) => ProbeSymptom | null)[] = [
  (output) => {
    const found = dial.exec(output);
    return found === null ? null : { kind: 'refused', port: Number(found[1]) };
  },
  (output) => {
    const found = /^HTTP probe failed with statuscode: (\d{3})/.exec(output);
    return found === null ? null : { kind: 'status', code: Number(found[1]) };
  },
  (output) => (/server gave HTTP response to HTTPS client/.test(output) ? { kind: 'plain-http' } : null),
  (output) =>
    /malformed HTTP (?:response|version|status code)|transport connection broken/.test(output)
      ? { kind: 'not-http' }
      : null,
  (output) => {
    const found =
      /exec: "([^"]{1,300})": (?:executable file not found|stat [^:]{1,300}: no such file|permission denied)/.exec(
        output,
      ) ??
      /^(?:\/bin\/)?(?:ba|da|a)?sh: (?:line )?\d+: ([^:]{1,300}): (?:not found|command not found|Permission denied)/.exec(
        output,
      ) ??
      /\bOCI runtime exec failed: .{0,300}exec: "?([^":]{1,300})"?: .{0,200}no such file/.exec(output);
    return found === null ? null : { kind: 'no-command', command: found[1] ?? '' };
  },
  (output) => {
    const found = /(?:couldn't find port|no port named|strconv\.\w+: parsing) "?([\w-]{1,63})/.exec(output);
    return found === null ? null : { kind: 'no-port', name: found[1] ?? '' };
  },
  (output) => {
    const found =
      /^(?:error: this server does not implement the grpc health protocol|service unhealthy|timeout: failed to connect service)[^\n]{0,160}/.exec(
        output,
      );
    return found === null ? null : { kind: 'grpc', why: found[0] };
  },
  (output) =>
    /Client\.Timeout exceeded|context deadline exceeded|i\/o timeout|timed out after|command .{0,300} timed out/.test(
      output,
    )
      ? { kind: 'timeout' }
      : null,
];

/**
 * Source: kubelet, `pkg/kubelet/prober/prober.go` and `pkg/probe/{http,tcp,exec,grpc}`, Kubernetes 1.20 to 1.36.
 * @returns null for a text that is not the prober's.
 */
export function parseProbeFailure(message: string): ProbeFailure | null {
  const match = heading.exec(message.slice(0, 4096));
  if (match === null) return null;
  const probe = (match[1] ?? '').toLowerCase() as ProbeFailure['probe'];
  const output = match[3] ?? '';
  for (const reader of readers) {
    const symptom = reader(output);
    if (symptom !== null) return { probe, symptom };
  }
  return { probe, symptom: { kind: 'other', output } };
}
