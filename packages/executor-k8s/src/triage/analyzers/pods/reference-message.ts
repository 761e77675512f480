/** What the kubelet says it misses. */
export interface MissingObject {
  readonly kind: 'ConfigMap' | 'Secret';
  /** Empty where the message does not say it: it is the object of the volume named in `volume`. */
  readonly name: string;
  /** Null when the object as a whole is missing. */
  readonly key: string | null;
  /** Empty where the message names none. */
  readonly volume: string;
}

const kinds = { configmap: 'ConfigMap', secret: 'Secret' } as const;
const objectMissing = /\b(configmap|secret)s? "([^"]{1,253})" not found/;
const keyMissing = /couldn't find key (\S{1,253}) in (ConfigMap|Secret) [^\s/]{1,63}\/([^\s,]{1,253})/;
const volumeKeyMissing = /(?:references? )?non-existent (config|secret) key: (\S{1,253})/;
const volumeName = /for volume "([^"]{1,253})"/;

/**
 * Parses what the kubelet says when a container's or volume's ConfigMap, Secret or key is missing. Sources, Kubernetes
 * 1.20 to 1.36: `pkg/kubelet/kubelet_pods.go` (makeEnvironmentVariables), `pkg/volume/{configmap,secret}`
 * (MakePayload), `pkg/volume/util` and the API machinery's NotFound status.
 * @returns null when it says something else.
 */
export function parseMissing(message: string): MissingObject | null {
  const text = message.slice(0, 4096);
  const volume = volumeName.exec(text)?.[1] ?? '';
  const key = keyMissing.exec(text);
  if (key !== null) {
    return { kind: key[2] === 'Secret' ? 'Secret' : 'ConfigMap', name: key[3] ?? '', key: key[1] ?? '', volume };
  }
  const inVolume = volumeKeyMissing.exec(text);
  if (inVolume !== null) {
    return { kind: inVolume[1] === 'secret' ? 'Secret' : 'ConfigMap', name: '', key: inVolume[2] ?? '', volume };
  }
  const whole = objectMissing.exec(text);
  if (whole === null) return null;
  return { kind: kinds[whole[1] as keyof typeof kinds], name: whole[2] ?? '', key: null, volume };
}
