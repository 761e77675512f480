/** Why a program could not be started. */
export type StartFailure =
  | { readonly kind: 'no-command'; readonly command: string }
  | { readonly kind: 'not-executable'; readonly command: string }
  | { readonly kind: 'wrong-format'; readonly command: string }
  | { readonly kind: 'no-directory'; readonly path: string }
  | { readonly kind: 'mount'; readonly path: string; readonly why: string };

const quoted = '"?([^":\\n]{1,300})"?';

/** In the order in which they decide. */
const readers: readonly (readonly [RegExp, (match: RegExpExecArray) => StartFailure])[] = [
  [
    /exec format error/,
    (match) => ({
      kind: 'wrong-format',
      command: /(?:exec:? |exec container process [`"])"?([^":`\n]{1,300})/.exec(match.input)?.[1] ?? '',
    }),
  ],
  [
    /not a directory: (?:unknown: )?Are you trying to mount a directory onto a file|are you trying to mount a directory onto a file/i,
    (match) => ({
      kind: 'mount',
      path: mountPath(match.input),
      why: 'a directory is mounted onto a file, or the other way round',
    }),
  ],
  [
    /failed to (?:prepare subPath for volumeMount|create subPath directory for volumeMount) "([^"]{1,253})"/,
    (match) => ({ kind: 'mount', path: match[1] ?? '', why: 'its subPath cannot be used' }),
  ],
  [
    /error mounting .{0,600}(?:read-only file system|no such file or directory|permission denied)/,
    (match) => ({
      kind: 'mount',
      path: mountPath(match.input),
      why: /read-only file system/.test(match[0])
        ? 'its place lies in a read-only file system'
        : 'its source or place cannot be used',
    }),
  ],
  [new RegExp(`chdir to cwd \\(${quoted}\\)`), (match) => ({ kind: 'no-directory', path: match[1] ?? '' })],
  [
    new RegExp(
      `exec: ${quoted}: (?:executable file not found|stat .{1,300}: no such file or directory|no such file or directory)`,
    ),
    (match) => ({ kind: 'no-command', command: match[1] ?? '' }),
  ],
  [
    new RegExp(`exec: ${quoted}: (?:permission denied|is a directory)`),
    (match) => ({ kind: 'not-executable', command: match[1] ?? '' }),
  ],
  [
    /executable file [`"]?([^`"\n]{1,300})[`"]? not found/,
    (match) => ({ kind: 'no-command', command: match[1] ?? '' }),
  ],
  [
    /(?:^|\n|: )(?:[^\s:]{1,100}: )?(?:line )?\d+: ([^:\n]{1,300}): (?:command )?not found/,
    (match) => ({ kind: 'no-command', command: match[1] ?? '' }),
  ],
  [
    /(?:^|\n|: )(?:[^\s:]{1,100}: )?(?:line )?\d+: ([^:\n]{1,300}): Permission denied/,
    (match) => ({ kind: 'not-executable', command: match[1] ?? '' }),
  ],
  [
    /(?:^|\n)(?:[^\s:]{1,100}: )([^\s:]{1,300}): (?:command not found|not found|No such file or directory)\s*$/,
    (match) => ({ kind: 'no-command', command: match[1] ?? '' }),
  ],
];

function mountPath(text: string): string {
  return /to rootfs at "?([^":\s]{1,300})/.exec(text)?.[1] ?? '';
}

/**
 * Sources: runc `libcontainer/{standard_init_linux,rootfs_linux}.go`, crun, containerd; shells' words for exit codes 126
 * and 127 (dash, bash, busybox); kubelet, `kubelet_pods.go` (subPath).
 * @param text the termination message, the kubelet's message, or the last lines of the log.
 * @returns null when it says something else.
 */
export function parseStartFailure(text: string): StartFailure | null {
  const bounded = text.slice(0, 8192);
  for (const [pattern, read] of readers) {
    const match = pattern.exec(bounded);
    if (match !== null) return read(match);
  }
  return null;
}
