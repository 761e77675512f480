import type { TriageFindingDefinition } from '../../draft.ts';

const base = {
  role: 'fault',
  severity: 'high',
  thresholds: {
    window_days: 30,
    high_days: 7,
    critical_days: 1,
    share_of_life: 1 / 3,
    high_share: 1 / 6,
    critical_share: 1 / 12,
  },
  source: 'RFC 5280, validity; kubernetes-mixin, KubeClientCertificateExpiration; cert-manager, renewal at two thirds',
} as const;
const judged =
  'within the window (30 days unless asked otherwise); high within 7 days, critical within a day or once ended. One that lives for less than three windows counts from its last third on, is high from its last sixth and critical from its last twelfth.';

/** What certificates are told of, by what holds them. */
export const certificateDefinitions: Readonly<
  Record<'secret' | 'unreadable' | 'webhook' | 'apiservice' | 'issued' | 'kubelet' | 'client', TriageFindingDefinition>
> = {
  secret: {
    ...base,
    code: 'CRT-101',
    title: 'Certificate in a Secret ends soon',
    decided: `The first certificate in tls.crt of a TLS Secret ends ${judged} Secrets that a cert-manager Certificate keeps are told there.`,
    remedy: 'Renew it, and see why nothing renews it by itself.',
  },
  unreadable: {
    ...base,
    severity: 'low',
    code: 'CRT-102',
    title: 'Certificate in a Secret cannot be read',
    thresholds: {},
    decided: 'tls.crt of a Secret of type kubernetes.io/tls holds no certificate in PEM.',
    remedy: 'Put a certificate there; servers that use the Secret show another one, or none.',
  },
  webhook: {
    ...base,
    code: 'CRT-103',
    title: 'Certificate authority of a webhook ends soon',
    decided: `The last certificate of a webhook’s caBundle ends ${judged} From then on the API server trusts the webhook no more: with failurePolicy Fail its writes are refused.`,
    remedy: 'Renew the authority and the bundle; cert-manager’s cainjector or the operator behind the webhook does it.',
  },
  apiservice: {
    ...base,
    code: 'CRT-104',
    title: 'Certificate authority of an aggregated API ends soon',
    decided: `The last certificate of an APIService’s caBundle ends ${judged} From then on its API answers no more.`,
    remedy: 'Renew the authority and the bundle.',
  },
  issued: {
    ...base,
    code: 'CRT-105',
    title: 'cert-manager does not renew a certificate',
    decided:
      'A Certificate of cert-manager has ended or is not Ready, or its time of renewal passed more than an hour ago. One that waits for its renewal is as it should be.',
    thresholds: { hours: 1 },
    remedy: 'Read its CertificateRequest, Order and Challenge: `kubectl describe certificate`; see its issuer.',
  },
  kubelet: {
    ...base,
    code: 'CRT-106',
    title: 'Certificate of a kubelet ends soon',
    decided:
      'With Prometheus: the client or serving certificate of a kubelet ends within 7 days; critical within a day. Kubelets that rotate do so with 10 to 30 % of the time left.',
    thresholds: { high_days: 7, critical_days: 1 },
    remedy: 'Approve its CertificateSigningRequest, or turn rotateCertificates on.',
  },
  client: {
    ...base,
    code: 'CRT-107',
    title: 'A client logs in with a certificate that ends soon',
    decided:
      'With Prometheus: of the clients that log in to the API server with certificates, one in a hundred requests comes with one that ends within 7 days; critical within a day. Which client it is, the API server does not count.',
    thresholds: { high_days: 7, critical_days: 1 },
    source: 'kubernetes-mixin, KubeClientCertificateExpiration',
    remedy: 'Look at kubeconfigs of controllers and people: `kubeadm certs check-expiration`; renew what ends.',
  },
};
