import { describe, expect, it } from 'vitest';
import { logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, service } from '../../__fixtures__/objects.ts';
import { faultOf, parseCorefile } from './corefile.ts';

const corefile = (text: string) => ({
  metadata: { namespace: 'kube-system', name: 'coredns' },
  data: { Corefile: text },
});
const good =
  '.:53 {\n  errors\n  kubernetes cluster.local in-addr.arpa {\n    pods insecure\n  }\n  forward . /etc/resolv.conf\n}';
const dns = service('kube-dns', { clusterIP: '10.96.0.10', selector: { app: 'coredns' } }, 'kube-system');
const server = (options = {}) => app('coredns', { namespace: 'kube-system', ...options });
const web = (options = {}) => app('web', { status: crashLoop(), ...options });
const says = (line: string) => ({ steps: { logs: logs({ pod: 'web-6f7c9-0', lines: [line] }) } });
const unanswered = says('dial tcp: lookup api.example.com on 10.96.0.10:53: i/o timeout');

describe('CoreDNS', () => {
  it('with an unknown plugin is one cause with all that find no names', () => {
    const broken = good.replace('forward', 'forwrd');
    const staged = { ...apps(server({ status: crashLoop() }), web()), services: [dns], configmaps: [corefile(broken)] };
    const seen = look(staged, unanswered);
    expect(seen.causes).toEqual(['DNS-101 ConfigMap/kube-system/coredns']);
    expect(seen.consequencesOf('DNS-101 ConfigMap/kube-system/coredns')).toContain('POD-001 Deployment/shop/web');
  });

  it('that still runs with a broken file is a hint', () => {
    const staged = {
      ...apps(server()),
      services: [dns],
      configmaps: [corefile(good.replace('kubernetes', 'kubernets'))],
    };
    expect(look(staged).role('DNS-101')).toBe('hint');
  });

  it('at zero explains those that get no answer, and nobody else', () => {
    const staged = { ...apps(server({ replicas: 0 }), web()), services: [dns], configmaps: [corefile(good)] };
    expect(look(staged, unanswered).causes).toEqual(['WRK-101 Deployment/kube-system/coredns']);
    const other = look(staged, says('panic: nil map'));
    expect(other.causes).toHaveLength(2);
    expect(look(staged).causes).toHaveLength(2);
    const env = [{ name: 'DB_HOST', value: 'db' }];
    const calling = apps(server({ replicas: 0 }), web({ container: { env } }), app('db'));
    const unread = look({ ...calling, services: [dns, service('db')] });
    expect(unread.consequencesOf('WRK-101 Deployment/kube-system/coredns')).toContain('POD-001 Deployment/shop/web');
  });

  it('without its Service is told when names are not found', () => {
    const staged = { ...apps(server(), web()), configmaps: [corefile(good)] };
    expect(look(staged, unanswered).causes).toEqual(['DNS-102 Service/kube-system/kube-dns']);
    expect(look({ ...apps(web()), configmaps: [] }, unanswered).role('DNS-102')).toBe('silent');
  });

  it('that is well is silent', () => {
    expect(
      look({ ...apps(server(), app('api')), services: [dns], configmaps: [corefile(good)] }).analysis.findings,
    ).toEqual([]);
  });
});

describe('a pod that asks other name servers', () => {
  const env = [{ name: 'API_URL', value: 'http://api:80/' }];
  const lost = says('getaddrinfo ENOTFOUND api');
  const at = (spec: object) => ({
    ...apps(web({ container: { env }, spec }), app('api'), server()),
    services: [service('api'), dns],
  });

  it.each([
    ['dnsPolicy Default', { dnsPolicy: 'Default' }],
    ['hostNetwork without ClusterFirstWithHostNet', { hostNetwork: true, dnsPolicy: 'ClusterFirst' }],
    ['name servers of its own', { dnsPolicy: 'None', dnsConfig: { nameservers: ['8.8.8.8'] } }],
  ])('by %s is a cause where a name is not found', (_, spec) => {
    expect(look(at(spec), lost).causes).toEqual(['DNS-103 Deployment/shop/web']);
    expect(look(at(spec), says('panic: nil map')).role('DNS-103')).toBe('silent');
  });

  it.each([
    ['ClusterFirst', { dnsPolicy: 'ClusterFirst' }],
    ['the cluster’s own server', { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'] } }],
    ['ClusterFirstWithHostNet', { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }],
  ])('by %s is not blamed', (_, spec) => {
    expect(look(at(spec), lost).role('DNS-103')).toBe('silent');
  });
});

describe('a Corefile', () => {
  it.each([
    ['good', good, undefined],
    ['without plugin kubernetes', '.:53 {\n  forward . 1.1.1.1\n}', false],
    ['that forwards to itself', '.:53 {\n  kubernetes cluster.local\n  forward . 10.96.0.10\n}', false],
    ['with an unclosed block', '.:53 {\n  kubernetes cluster.local', true],
    ['with a line outside of a block', 'errors\n.:53 {\n}', true],
    ['with a comment', `# forwrd\n${good}`, undefined],
  ])('%s is judged', (_, text, isFatal) => {
    expect(faultOf(parseCorefile(text), ['10.96.0.10'])?.isFatal).toBe(isFatal);
  });
});
