import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';
import { app, apps, type Raw, service } from '../../__fixtures__/objects.ts';

const port = (number: number) => ({ number });
const ingress = (
  name: string,
  backend: string,
  options: { readonly port?: Raw; readonly spec?: Raw; readonly status?: Raw } = {},
): Raw => ({
  metadata: { namespace: 'shop', name },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: `${name}.example.com`,
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: { service: { name: backend, port: options.port ?? port(80) } } },
          ],
        },
      },
    ],
    ...options.spec,
  },
  status: options.status,
});
const base = { ...apps(app('web')), services: [service('web')], ingressclasses: [{ metadata: { name: 'nginx' } }] };
const causes = (staged: Parameters<typeof look>[0]) => look({ ...base, ...staged }).causes;

describe('an Ingress', () => {
  it('that is well is silent', () => {
    const named = { name: 'http' };
    expect(causes({ ingresses: [ingress('a', 'web'), ingress('b', 'web', { port: named })] })).toEqual([]);
  });

  it('to a Service that does not exist is a cause; several to one are one', () => {
    expect(causes({ ingresses: [ingress('a', 'webb')] })).toEqual(['ING-101 Ingress/shop/a']);
    expect(causes({ ingresses: [ingress('a', 'orders'), ingress('b', 'orders')] })).toEqual([
      'ING-101 Service/shop/orders',
    ]);
  });

  it('to a Service of which an EndpointSlice speaks is not blamed', () => {
    const slice = { metadata: { namespace: 'shop', name: 'x', labels: { 'kubernetes.io/service-name': 'orders' } } };
    expect(causes({ ingresses: [ingress('a', 'orders')], endpointslices: [slice] })).toEqual([]);
  });

  it.each([
    ['number', port(8080)],
    ['name', { name: 'https' }],
  ])('to a port by a %s that the Service does not have is a cause', (_, wanted) => {
    expect(causes({ ingresses: [ingress('a', 'web', { port: wanted })] })).toEqual(['ING-102 Ingress/shop/a']);
  });

  it('of a class that does not exist is a cause, unless a controller took it', () => {
    const spec = { ingressClassName: 'ngnix' };
    expect(causes({ ingresses: [ingress('a', 'web', { spec })] })).toEqual(['ING-103 Ingress/shop/a']);
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
    expect(causes({ ingresses: [ingress('a', 'web', { spec, status })] })).toEqual([]);
  });

  it('of a class that several name and nobody has is a cause at the class', () => {
    const spec = { ingressClassName: 'traefik' };
    const ingresses = [ingress('a', 'web', { spec }), ingress('b', 'web', { spec })];
    expect(causes({ ingresses })).toEqual(['ING-103 IngressClass/traefik']);
  });

  it('without a class is a cause only where none is the default', () => {
    const ingresses = [ingress('a', 'web', { spec: { ingressClassName: undefined } })];
    expect(causes({ ingresses })).toEqual(['ING-104 Ingress/shop/a']);
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    expect(causes({ ingresses, ingressclasses: [{ metadata: { name: 'nginx', annotations } }] })).toEqual([]);
  });

  it('for the host and path of another is a hint', () => {
    const rules = (ingress('a', 'web').spec as { readonly rules: unknown }).rules;
    const other = ingress('b', 'api', { spec: { rules: JSON.parse(JSON.stringify(rules).replace('"web"', '"api"')) } });
    const staged = { ...apps(app('web'), app('api')), services: [service('web'), service('api')] };
    expect(look({ ...base, ...staged, ingresses: [ingress('a', 'web'), other] }).role('ING-105')).toBe('hint');
  });
});

/** A self-signed certificate for portal.example.com from November 2026 to November 2046; its key is nowhere. */
const certificate =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJsakNDQVR5Z0F3SUJBZ0lVTG14UENRckZjek5PMWpPNUg1ZStIMTZIcWJrd0NnWUlLb1' +
  'pJemowRUF3SXcKRVRFUE1BMEdBMVVFQXd3R2NHOXlkR0ZzTUI0WERUSTJNVEV5TXpBME5EZzBNMW9YRFRRMk1URXhPREEwTkRnMApNMW93RVRF' +
  'UE1BMEdBMVVFQXd3R2NHOXlkR0ZzTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFCkdSWGhFVm5PcmNvYThYcW1GdHI4a01WaD' +
  'NDTjA3V3Z6cUh6RUhGbTVBYXRVRVhqYWRFVHl5RGdRZjVXYnA0TnkKaVJDUTM3VngvK09EdkVIOVJqb0hJNk55TUhBd0hRWURWUjBPQkJZRUZO' +
  'WTBpZFR2L3RnVjB4SW5LbWtJRUh0SQpSMmVtTUI4R0ExVWRJd1FZTUJhQUZOWTBpZFR2L3RnVjB4SW5LbWtJRUh0SVIyZW1NQThHQTFVZEV3RU' +
  'Ivd1FGCk1BTUJBZjh3SFFZRFZSMFJCQll3RklJU2NHOXlkR0ZzTG1WNFlXMXdiR1V1WTI5dE1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJRGtB' +
  'ckRvWkNCRmJyWGdKQ2xobzVlOHRzMkNVOFgvU0NRUnpNNm1wcWU4c0FpRUEwWUJWalBhdgorK3h1YzVlS2RiNkhyTCtFM081YXN6VGtCaysxbW' +
  '1IckRmOD0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=';

describe('the certificate of an Ingress', () => {
  const tls = (host = 'portal.example.com') =>
    ingress('portal', 'web', { spec: { tls: [{ hosts: [host], secretName: 'portal-tls' }] } });
  const secret = (data: Raw) => ({
    metadata: { namespace: 'shop', name: 'portal-tls' },
    type: 'kubernetes.io/tls',
    data,
  });
  const whole = { 'tls.crt': certificate, 'tls.key': 'c2VjcmV0' };
  const at = (now: string, host?: string, data: Raw = whole) =>
    look({ ...base, ingresses: [tls(host)], secrets: [secret(data)] }, { now });

  it('is judged by the server’s clock', () => {
    expect(at('2030-01-01T00:00:00Z').causes).toEqual([]);
    expect(at('2050-01-01T00:00:00Z').causes).toEqual(['TLS-102 Secret/shop/portal-tls']);
    expect(at('2001-01-01T00:00:00Z').causes).toEqual(['TLS-102 Secret/shop/portal-tls']);
  });

  it('must name the host and have a key', () => {
    expect(at('2030-01-01T00:00:00Z', 'shop.example.com').causes).toEqual(['TLS-103 Secret/shop/portal-tls']);
    expect(at('2030-01-01T00:00:00Z', undefined, { 'tls.crt': certificate }).causes).toEqual([
      'TLS-101 Secret/shop/portal-tls',
    ]);
  });

  it('is a cause when its Secret is not there, and unknown where Secrets may not be listed', () => {
    expect(look({ ...base, ingresses: [tls()], secrets: [] }).causes).toEqual(['TLS-101 Secret/shop/portal-tls']);
    expect(look({ ...base, ingresses: [tls()] }).causes).toEqual([]);
  });

  it('never lets a value through', () => {
    expect(JSON.stringify(at('2050-01-01T00:00:00Z').analysis)).not.toContain('c2VjcmV0');
  });
});

describe('a Gateway and its routes', () => {
  const condition = (type: string, status: string, reason: string, generation = 1) => ({
    type,
    status,
    reason,
    observedGeneration: generation,
  });
  const gatewayclass = {
    metadata: { name: 'staged' },
    status: { conditions: [condition('Accepted', 'True', 'Accepted')] },
  };
  const gateway = (spec: Raw = {}, status: Raw = {}): Raw => ({
    metadata: { namespace: 'shop', name: 'public', generation: 1 },
    spec: { gatewayClassName: 'staged', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...spec },
    status,
  });
  const route = (spec: Raw = {}, status: Raw = {}): Raw => ({
    metadata: { namespace: 'shop', name: 'web', generation: 1 },
    spec: { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }], ...spec },
    status,
  });
  const of = (one: Raw, way: Raw, more: Parameters<typeof look>[0] = {}) =>
    causes({ gatewayclasses: [gatewayclass], gateways: [one], httproutes: [way], ...more });
  const refused = (generation: number) => ({
    parents: [
      {
        parentRef: { name: 'public' },
        conditions: [condition('Accepted', 'False', 'NotAllowedByListeners', generation)],
      },
    ],
  });
  const listeners = (reason: string) => ({
    listeners: [{ name: 'http', conditions: [condition('ResolvedRefs', 'False', reason)] }],
  });
  const outward = { rules: [{ backendRefs: [{ name: 'api', namespace: 'data', port: 80 }] }] };
  const elsewhere = {
    services: [service('web'), service('api', {}, 'data')],
    ...apps(app('web'), app('api', { namespace: 'data' })),
  };
  const grant = {
    metadata: { namespace: 'data', name: 'g' },
    spec: { from: [{ kind: 'HTTPRoute', namespace: 'shop' }], to: [{ kind: 'Service' }] },
  };

  it.each([
    ['all well', gateway(), route(), []],
    ['a class that does not exist', gateway({ gatewayClassName: 'stagd' }), route(), ['GTW-101 Gateway/shop/public']],
    [
      'a listener that does not work',
      gateway({}, listeners('InvalidCertificateRef')),
      route(),
      ['GTW-103 Gateway/shop/public'],
    ],
    ['a listener that waits', gateway({}, listeners('Pending')), route(), []],
    [
      'a gateway that is refused',
      gateway({}, { conditions: [condition('Accepted', 'False', 'Invalid')] }),
      route(),
      ['GTW-102 Gateway/shop/public'],
    ],
    [
      'a gateway that was refused before it changed',
      gateway({}, { conditions: [condition('Accepted', 'False', 'Invalid', 0)] }),
      route(),
      [],
    ],
    [
      'a parent that does not exist',
      gateway(),
      route({ parentRefs: [{ name: 'publik' }] }),
      ['GTW-104 HTTPRoute/shop/web'],
    ],
    [
      'a listener that is not there',
      gateway(),
      route({ parentRefs: [{ name: 'public', sectionName: 'x' }] }),
      ['GTW-104 HTTPRoute/shop/web'],
    ],
    ['a route that is refused', gateway(), route({}, refused(1)), ['GTW-104 HTTPRoute/shop/web']],
    ['a refusal of an earlier generation', gateway(), route({}, refused(0)), []],
    [
      'a missing backend',
      gateway(),
      route({ rules: [{ backendRefs: [{ name: 'webs', port: 80 }] }] }),
      ['ING-101 HTTPRoute/shop/web'],
    ],
  ])('with %s', (_, one, way, expected) => {
    expect(of(one, way)).toEqual(expected);
  });

  it('lead nowhere in consequence of what is wrong with them', () => {
    const missing = route({ rules: [{ backendRefs: [{ name: 'webs', port: 80 }] }] });
    const seen = look({ gatewayclasses: [gatewayclass], gateways: [gateway()], httproutes: [missing] });
    expect(seen.consequencesOf('ING-101 HTTPRoute/shop/web')).toEqual(['SVC-002 HTTPRoute/shop/web']);
  });

  it('need a ReferenceGrant to leave the namespace', () => {
    expect(of(gateway(), route(outward), elsewhere)).toEqual(['GTW-105 HTTPRoute/shop/web']);
    expect(of(gateway(), route(outward), { ...elsewhere, referencegrants: [grant] })).toEqual([]);
  });
});
