import type { RecordKind } from './record-kind.ts';

/** Certificates that cert-manager keeps. */
export const certificateRecord: RecordKind = {
  name: 'certificates',
  kind: 'Certificate',
  resource: 'certificates.cert-manager.io',
  fields: [
    'metadata.namespace',
    'metadata.name',
    'metadata.creationTimestamp',
    'spec.secretName',
    'spec.dnsNames',
    'spec.issuerRef',
    'status.notAfter',
    'status.renewalTime',
    'status.conditions[].type',
    'status.conditions[].status',
    'status.conditions[].reason',
    'status.conditions[].message',
    'status.conditions[].lastTransitionTime',
  ],
};
