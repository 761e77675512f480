import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authority, serverCertificate } from '../../../__fixtures__/certificates.ts';
import { ago, look, now } from '../../__fixtures__/look.ts';
import { node } from '../../__fixtures__/objects.ts';
import { samples } from '../../__fixtures__/samples.ts';

const day = 86_400;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const end = Date.parse(new X509Certificate(serverCertificate).validTo);
const authorityEnd = Date.parse(new X509Certificate(authority).validTo);
/** A time so many days before an end. */
const before = (time: number, days: number): string => new Date(time - days * day * 1000).toISOString();

const secret = (extra: object = {}) => ({
  metadata: { namespace: 'shop', name: 'tls' },
  type: 'kubernetes.io/tls',
  data: { 'tls.crt': base64(serverCertificate), 'tls.key': base64('secret') },
  ...extra,
});
const ingress = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: { tls: [{ secretName: 'tls', hosts: ['api.test'] }] },
};
const see = (staged: object, options: object = {}) => look(staged as never, { topics: ['certificates'], ...options });

describe('a certificate in a Secret', () => {
  it.each([
    [31, null],
    [29, 'medium'],
    [7.1, 'medium'],
    [6.9, 'high'],
    [1.1, 'high'],
    [0.9, 'critical'],
    [-1, 'critical'],
  ])('that ends in %d days is %s', (days, severity) => {
    const found = see({ secrets: [secret()] }, { now: before(end, days) }).find('CRT-101');
    expect(found?.severity ?? null).toBe(severity);
  });

  it('is told with its names, its issuer and who shows it, and none of its key', () => {
    const { find, analysis } = see({ secrets: [secret()], ingresses: [ingress] }, { now: before(end, 5) });
    expect(find('CRT-101')).toMatchObject({
      title: 'The certificate in Secret shop/tls ends in 5 days',
      detail: 'It is for api.test, issued by CN=test-ca. Shown by Ingress/shop/web.',
      touches_users: true,
    });
    expect(JSON.stringify(analysis)).not.toContain(base64('secret'));
  });

  it('is looked for as far ahead as was asked', () => {
    const at = { now: before(end, 60) };
    expect(see({ secrets: [secret()] }, { ...at, options: { window: 'P90D' } }).role('CRT-101')).toBe('fault');
    expect(see({ secrets: [secret()] }, { ...at, options: { window: 'P7D' } }).role('CRT-101')).toBe('silent');
  });

  it('that cannot be read counts where something shows it', () => {
    const broken = secret({ data: { 'tls.crt': base64('nothing') } });
    expect(see({ secrets: [broken], ingresses: [ingress] }).role('CRT-102')).toBe('fault');
    expect(see({ secrets: [broken] }).role('CRT-102')).toBe('silent');
  });

  it('is not checked where Secrets may not be listed', () => {
    const reason = { kind: 'denied', message: 'list secrets: HTTP 403', needs: 'list secrets' };
    const { analysis } = see({}, { steps: { secrets: { status: 'unknown', reason } } });
    expect(analysis.not_checked).toContainEqual({
      what: 'secrets',
      why: 'list secrets: HTTP 403',
      needs: 'list secrets',
    });
  });
});

describe('a certificate that lives for days', () => {
  const life = (left: number) => {
    const certificate = {
      readable: true,
      not_before: ago((9 - left) * day),
      not_after: ago(-left * day),
      dns_names: [],
    };
    const secrets = {
      status: 'present',
      output: {
        namespace: null,
        complete: true,
        server_time: now,
        items: [{ metadata: { namespace: 'shop', name: 'tls' }, type: 'kubernetes.io/tls', certificate }],
      },
    };
    return see({}, { steps: { secrets } }).find('CRT-101')?.severity ?? null;
  };

  it.each([
    [3.1, null],
    [2.9, 'medium'],
    [1.4, 'high'],
    [0.7, 'critical'],
  ])('counts from its last third on: %d of 9 days left is %s', (left, severity) => {
    expect(life(left)).toBe(severity);
  });
});

describe('a bundle of authorities', () => {
  const hook = (caBundle: string, extra: object = {}) => ({
    metadata: { name: 'guard' },
    webhooks: [{ name: 'guard.test', clientConfig: { caBundle, url: 'https://x' }, ...extra }],
  });
  const soon = { now: before(authorityEnd, 5) };

  it.each([
    ['validatingwebhooks', 'CRT-103 ValidatingWebhookConfiguration/guard', hook(base64(authority))],
    ['mutatingwebhooks', 'CRT-103 MutatingWebhookConfiguration/guard', hook(base64(authority))],
    [
      'apiservices',
      'CRT-104 APIService/v1.x',
      { metadata: { name: 'v1.x' }, spec: { service: {}, caBundle: base64(authority) } },
    ],
  ])('of %s is told as %s', (record, expected, object) => {
    expect(see({ [record]: [object] }, soon).causes).toEqual([expected]);
    expect(see({ [record]: [object] }).causes).toEqual([]);
  });

  it('is good as long as one certificate in it is', () => {
    const both = base64(serverCertificate + authority);
    expect(end).toBeLessThan(authorityEnd);
    expect(see({ validatingwebhooks: [hook(both)] }, { now: before(end, 1) }).causes).toEqual([]);
  });

  it.each(['', base64('nothing'), '%%%'])('that is %j says nothing', (caBundle) => {
    expect(see({ validatingwebhooks: [hook(caBundle)] }, { now: '2200-01-01T00:00:00Z' }).causes).toEqual([]);
  });
});

describe('a Certificate of cert-manager', () => {
  const certificate = (status: object) => ({
    metadata: { namespace: 'shop', name: 'web', creationTimestamp: ago(90 * day) },
    spec: { secretName: 'tls', issuerRef: { name: 'letsencrypt' } },
    status,
  });
  const ready = (value: string, since = ago(2 * day), message = '') => [
    { type: 'Ready', status: value, lastTransitionTime: since, message },
  ];
  const keep = (status: object) => see({ certificates: [certificate(status)] }).find('CRT-105')?.severity ?? null;

  it.each([
    [
      'waits for its renewal',
      { conditions: ready('True'), notAfter: ago(-40 * day), renewalTime: ago(-10 * day) },
      null,
    ],
    ['is due now', { conditions: ready('True'), notAfter: ago(-30 * day), renewalTime: ago(3500) }, null],
    ['is overdue', { conditions: ready('True'), notAfter: ago(-30 * day), renewalTime: ago(3700) }, 'high'],
    ['has ended', { conditions: ready('False'), notAfter: ago(60), renewalTime: ago(30 * day) }, 'critical'],
    ['is being issued', { conditions: ready('False', ago(60)) }, null],
    ['was never issued', { conditions: ready('False') }, 'high'],
  ])('that %s is %s', (_, status, severity) => {
    expect(keep(status)).toBe(severity);
  });

  it('speaks for its Secret', () => {
    const status = { conditions: ready('True'), notAfter: ago(-1), renewalTime: ago(30 * day) };
    const staged = { certificates: [certificate(status)], secrets: [secret()] };
    expect(see(staged, { now: before(end, 1) }).causes).toEqual(['CRT-105 Certificate/shop/web']);
  });
});

describe('the certificate of a kubelet', () => {
  const left = (seconds: number) =>
    see(
      { nodes: [node('node-1')] },
      { steps: { kubelet_certificates: samples([{ instance: 'node-1:10250' }, seconds]) } },
    );

  it.each([
    [8 * day, null],
    [6 * day, 'high'],
    [day - 60, 'critical'],
  ])('with %d seconds left is %s', (seconds, severity) => {
    expect(left(seconds).find('CRT-106')?.severity ?? null).toBe(severity);
  });

  it('is not checked without Prometheus, and is no part of a question about a namespace', () => {
    const gaps = (options: object) => see({}, options).analysis.not_checked.map(({ what }) => what);
    expect(gaps({})).toEqual([
      'certificates of kubelets, and those that clients log in with',
      "the API server's own certificate",
    ]);
    const empty = { kubelet_certificates: samples() };
    expect(gaps({ steps: empty })).toEqual(['certificates of kubelets', "the API server's own certificate"]);
    expect(gaps({ scope: { namespace: 'shop' } })).toEqual([]);
  });
});

describe('the certificate of a client', () => {
  it.each([
    [8 * day, null],
    [6 * day, 'high'],
    [day - 60, 'critical'],
  ])('with %d seconds left is %s', (seconds, severity) => {
    const steps = { client_certificates: samples([{}, seconds]) };
    expect(see({}, { steps }).find('CRT-107')?.severity ?? null).toBe(severity);
  });
});
