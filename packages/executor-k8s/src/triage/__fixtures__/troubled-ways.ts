import { service } from './objects.ts';
import { condition, meta } from './parts.ts';

/** Services and routes, most of which lead nowhere. */
export const troubledWays: Readonly<Record<string, readonly unknown[]>> = {
  services: [
    service('well'),
    service('db'),
    service('crashing', { selector: { app: 'crashin' } }),
    service('unready', { ports: [{ port: 80, targetPort: 'web' }] }),
    service('out', { type: 'ExternalName', externalName: 'well.shop.svc.cluster.local' }),
  ],
  endpointslices: [
    {
      metadata: meta('well-1', { labels: { 'kubernetes.io/service-name': 'well' } }),
      ports: [{ port: 8080 }],
      endpoints: [{ conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'well-6f7c9-0' } }],
    },
  ],
  ingresses: [
    {
      metadata: meta('way'),
      spec: {
        ingressClassName: 'ngin',
        tls: [{ secretName: 'tls', hosts: ['a.example'] }],
        rules: [
          {
            host: 'a.example',
            http: { paths: [{ path: '/', backend: { service: { name: 'wel', port: { number: 81 } } } }] },
          },
        ],
      },
    },
  ],
  ingressclasses: [{ metadata: { name: 'nginx' }, spec: { controller: 'x' } }],
  gateways: [
    {
      metadata: meta('gate', { generation: 1 }),
      spec: { gatewayClassName: 'x', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
      status: { conditions: [condition('Accepted', 'False', 'Invalid')] },
    },
  ],
  httproutes: [
    {
      metadata: meta('route', { generation: 1 }),
      spec: { parentRefs: [{ name: 'gat' }], rules: [{ backendRefs: [{ name: 'wel', port: 80 }] }] },
      status: {
        parents: [{ parentRef: { name: 'gat' }, conditions: [condition('Accepted', 'False', 'NoMatchingParent')] }],
      },
    },
  ],
  networkpolicies: [
    {
      metadata: meta('shut'),
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { from: [{ namespaceSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] } }] },
        ],
        egress: [],
      },
    },
  ],
};
