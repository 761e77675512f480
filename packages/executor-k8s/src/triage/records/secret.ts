import { X509Certificate } from 'node:crypto';
import type { Json, JsonObject } from '@cloudops/spec';
import type { RecordKind } from './record-kind.ts';
import { isObject } from './template.ts';

/** Long chains hold nothing more that is read. */
const longest = 200_000;

/**
 * Secrets: which keys they have, and of a TLS Secret what its certificate, which servers show to everybody, says of
 * itself. Values are dropped here, before anything else sees them.
 */
export const secretRecord: RecordKind = {
  name: 'secrets',
  kind: 'Secret',
  resource: 'secrets',
  // Helm keeps whole releases, a megabyte each.
  fieldSelector: 'type!=helm.sh/release.v1',
  fields: [
    'metadata.namespace',
    'metadata.name',
    'metadata.creationTimestamp',
    'metadata.annotations["cert-manager.io/certificate-name"]',
    'type',
    'data',
  ],
  slim: slimSecret,
};

function slimSecret({ data, ...rest }: JsonObject): JsonObject {
  const keys = isObject(data) ? Object.keys(data) : [];
  const encoded = isObject(data) ? data['tls.crt'] : undefined;
  const certificate = typeof encoded === 'string' ? readCertificate(encoded) : null;
  return {
    ...rest,
    data: Object.fromEntries(keys.map((key) => [key, null])),
    ...(certificate === null ? {} : { certificate }),
  };
}

/** The first certificate of a chain, base64 of PEM; `readable: false` where it is none. */
function readCertificate(encoded: string): Json {
  try {
    const { validFrom, validTo, subject, subjectAltName, issuer } = new X509Certificate(
      Buffer.from(encoded.slice(0, longest), 'base64'),
    );
    const names = [...(subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name = '']) => name).slice(0, 100);
    return {
      readable: true,
      not_before: new Date(validFrom).toISOString(),
      not_after: new Date(validTo).toISOString(),
      dns_names: names,
      subject: subject.replaceAll('\n', ', ').slice(0, 200),
      issuer: issuer.replaceAll('\n', ', ').slice(0, 200),
    };
  } catch {
    return { readable: false };
  }
}
