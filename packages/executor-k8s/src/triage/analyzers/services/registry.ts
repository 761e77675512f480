import type { Analyzer } from '../../draft.ts';
import { externalName } from './external-name.ts';
import { gateway } from './gateway.ts';
import { httpRoute } from './http-route.ts';
import { ingressBackend } from './ingress-backend.ts';
import { ingressClass } from './ingress-class.ts';
import { ingressTls } from './ingress-tls.ts';
import { loadBalancer } from './load-balancer.ts';
import { mixedSelector } from './mixed-selector.ts';
import { serviceSelector } from './service-selector.ts';
import { serviceTargetPort } from './service-target-port.ts';
import { wrongAddress } from './wrong-address.ts';

/** Analyzers of this area. */
export const serviceAnalyzers: readonly Analyzer[] = [
  serviceSelector,
  serviceTargetPort,
  wrongAddress,
  mixedSelector,
  externalName,
  ingressBackend,
  ingressClass,
  ingressTls,
  gateway,
  httpRoute,
  loadBalancer,
];
