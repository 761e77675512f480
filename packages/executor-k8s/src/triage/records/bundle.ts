import { X509Certificate } from 'node:crypto';
import type { Json, JsonObject } from '@cloudops/spec';
import { isObject } from './template.ts';

/** Longer bundles hold nothing more that is read. */
const longest = 400_000;
const mostCertificates = 200;

/** Webhooks of one operator share a bundle, and a list repeats it for each. */
const known = new Map<string, string | null>();
const mostKnown = 500;

/**
 * When the last certificate of a bundle (base64 of PEM) ends, ISO 8601: as long as one is good, servers that it signed are
 * trusted. Null where there is none that can be read.
 */
function bundleExpires(encoded: string): string | null {
  const found = known.get(encoded);
  if (found !== undefined) return found;
  const text = Buffer.from(encoded.slice(0, longest), 'base64').toString('latin1');
  const ends = [...text.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)]
    .slice(0, mostCertificates)
    .flatMap(([pem]) => endOf(pem));
  const last = ends.length === 0 ? null : new Date(Math.max(...ends)).toISOString();
  if (known.size === mostKnown) known.clear();
  known.set(encoded, last);
  return last;
}

function endOf(pem: string): readonly number[] {
  try {
    const time = Date.parse(new X509Certificate(pem).validTo);
    return Number.isNaN(time) ? [] : [time];
  } catch {
    return [];
  }
}

/** Puts the day on which `caBundle` ends in its place: the bundle itself is long and says nothing else that is read. */
export function withoutBundle(holder: JsonObject): JsonObject {
  const { caBundle, ...kept } = holder;
  const expires = typeof caBundle === 'string' && caBundle !== '' ? bundleExpires(caBundle) : null;
  return expires === null ? kept : { ...kept, bundle_expires: expires };
}

/** An APIService with {@link withoutBundle}. */
export function slimApiService(object: JsonObject): JsonObject {
  const spec: Json | undefined = object.spec;
  return isObject(spec) ? { ...object, spec: withoutBundle(spec) } : object;
}
