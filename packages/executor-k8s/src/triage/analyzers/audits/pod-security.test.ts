import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';
import { app, apps } from '../../__fixtures__/objects.ts';
import { controls } from './pod-security-controls.ts';

const tight = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const of = (options: object, more: object = {}) =>
  look(apps(app('api', options)), { topics: ['pod-security'], ...more })
    .causes.map((cause) => cause.split(' ')[0])
    .sort();

describe('the Pod Security Standards', () => {
  it('are met by a workload that states all they ask for', () => {
    expect(of({ container: { securityContext: tight } })).toEqual([]);
  });

  it('are broken, at level restricted, by one that states nothing', () => {
    expect(of({})).toEqual(['SEC-110', 'SEC-111', 'SEC-112', 'SEC-113']);
    expect(of({}, { options: { level: 'baseline' } })).toEqual([]);
  });

  it.each([
    ['SEC-101', { container: { securityContext: { ...tight, privileged: true } } }],
    ['SEC-102', { container: { securityContext: tight }, spec: { hostPID: true } }],
    ['SEC-103', { container: { securityContext: tight }, spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } }],
    ['SEC-104', { container: { securityContext: tight, ports: [{ containerPort: 80, hostPort: 80 }] } }],
    ['SEC-105', { container: { securityContext: { ...tight, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } } }],
    ['SEC-106', { container: { securityContext: { ...tight, seccompProfile: { type: 'Unconfined' } } } }],
    ['SEC-110', { container: { securityContext: { ...tight, runAsUser: 0 } } }],
    [
      'SEC-114',
      { container: { securityContext: tight }, spec: { volumes: [{ name: 'v', nfs: { server: 's', path: '/' } }] } },
    ],
  ])('are broken by %s', (code, options) => {
    expect(of(options)).toContain(code);
  });

  it("let a pod's setting count for its containers", () => {
    const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
    expect(of({ spec: { securityContext } })).toEqual(['SEC-111', 'SEC-112']);
  });

  it('count NET_BIND_SERVICE as allowed at both levels', () => {
    const capabilities = { drop: ['ALL'], add: ['NET_BIND_SERVICE'] };
    expect(of({ container: { securityContext: { ...tight, capabilities } } })).toEqual([]);
  });

  it('are documented with a code each', () => {
    expect(new Set(controls.map(({ code }) => code)).size).toBe(controls.length);
  });
});
