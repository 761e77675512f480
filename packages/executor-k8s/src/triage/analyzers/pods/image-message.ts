/** Why an image cannot be had, as the kubelet and the container runtime say it. */
export type ImageFailure =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'rate-limited' }
  | { readonly kind: 'no-such-host'; readonly host: string }
  | { readonly kind: 'unreachable'; readonly host: string; readonly how: string }
  | { readonly kind: 'platform' }
  | { readonly kind: 'invalid-name'; readonly why: string }
  | { readonly kind: 'never-pulled' }
  | { readonly kind: 'no-space' };

const noHost = /\blookup ([\w.-]{1,253})(?: on [\w.:[\]-]{1,100})?: (?:no such host|server misbehaving|Try again)/;
const dial =
  /\bdial tcp (?:\[?[\da-f.:]+\]?|[\w.-]+):\d+: (?:connect: )?(connection refused|i\/o timeout|no route to host|network is unreachable)/;
const certificate = /(x509: [^"\n]{1,160}|server gave HTTP response to HTTPS client)/;
const timedOut = /(TLS handshake timeout|context deadline exceeded|Client\.Timeout exceeded)/;
const url = /\b(?:Head|Get|Post) \\?"https?:\/\/([\w.-]{1,253}(?::\d{1,5})?)\//;
const denied =
  /\b(unauthorized|authorization failed|authentication required|no basic auth credentials|pull access denied|access (?:is )?denied|insufficient_scope|denied: |403 Forbidden|401 Unauthorized)/i;

/** In the order in which they decide: a text may hold several words. */
const readers: readonly ((text: string) => ImageFailure | null)[] = [
  (text) => (/toomanyrequests|429 Too Many Requests|pull rate limit/i.test(text) ? { kind: 'rate-limited' } : null),
  (text) => {
    const host = noHost.exec(text)?.[1];
    return host === undefined ? null : { kind: 'no-such-host', host };
  },
  (text) => {
    const how = dial.exec(text)?.[1] ?? certificate.exec(text)?.[1] ?? timedOut.exec(text)?.[1];
    return how === undefined ? null : { kind: 'unreachable', host: url.exec(text)?.[1] ?? '', how };
  },
  (text) => (/no match for platform in manifest|no matching manifest for/.test(text) ? { kind: 'platform' } : null),
  (text) => (/no space left on device/.test(text) ? { kind: 'no-space' } : null),
  // A private repository that one may not see is reported as missing by some registries, with both words.
  (text) => (denied.test(text) ? { kind: 'unauthorized' } : null),
  (text) =>
    /\bnot found\b|manifest unknown|manifest for .{1,300} not found|name unknown|NAME_UNKNOWN|MANIFEST_UNKNOWN/.test(
      text,
    )
      ? { kind: 'not-found' }
      : null,
];

/**
 * Sources, Kubernetes 1.20 to 1.36: `pkg/kubelet/images/{types,image_manager}.go`; containerd 1.6 to 2.1 and CRI-O, whose
 * resolver passes on what the registry answers (OCI distribution specification, error codes).
 * @param reason of the waiting container.
 * @param message all that was said about it, the container's own status first.
 * @returns null for a text that says nothing known.
 */
export function parseImageFailure(reason: string, message: string): ImageFailure | null {
  const text = message.slice(0, 8192);
  if (reason === 'InvalidImageName') {
    const why = /invalid reference format(?:: ([^"\n]{1,200}))?/.exec(text);
    return { kind: 'invalid-name', why: why?.[1] ?? 'it is no image reference' };
  }
  if (reason === 'ErrImageNeverPull') return { kind: 'never-pulled' };
  for (const reader of readers) {
    const found = reader(text);
    if (found !== null) return found;
  }
  return null;
}

/** The parts of an image reference. */
export interface ImageParts {
  /** `docker.io` where none is named. */
  readonly host: string;
  /** Without host, tag and digest. */
  readonly repository: string;
  /** Tag or digest; `latest` where none is named. */
  readonly version: string;
}

/** Source: distribution reference, `normalize.go`: the first part is a host when it has a dot or a port, or is `localhost`. */
export function imageParts(image: string): ImageParts {
  const [named = '', digest] = image.split('@');
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const isHost = first === 'localhost' || /[.:]/.test(first);
  const rest = isHost ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(':');
  return {
    host: isHost ? first : 'docker.io',
    repository: colon < 0 ? rest : rest.slice(0, colon),
    version: digest ?? (colon < 0 ? 'latest' : rest.slice(colon + 1)),
  };
}
