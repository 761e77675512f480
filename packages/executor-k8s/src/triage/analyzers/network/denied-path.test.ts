import { describe, expect, it } from 'vitest';
import { logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop, type Raw, service } from '../../__fixtures__/objects.ts';

const policy = (name: string, spec: Raw, namespace = 'shop'): Raw => ({ metadata: { namespace, name }, spec });
const env = [{ name: 'DB_URL', value: 'tcp://db:80' }];
const says = (line: string) => ({ steps: { logs: logs({ pod: 'web-6f7c9-0', lines: [line] }) } });
const timeout = says('dial tcp db:80: i/o timeout');
const staged = (...networkpolicies: readonly Raw[]) => ({
  ...apps(app('web', { container: { env }, status: crashLoop() }), app('db')),
  services: [service('db')],
  networkpolicies,
});
const onDb = { matchLabels: { app: 'db' } };
const from = (labels: Raw, ports?: readonly Raw[]) => ({
  from: [{ podSelector: { matchLabels: labels } }],
  ...(ports === undefined ? {} : { ports }),
});

describe('a policy between a workload and what it calls', () => {
  it.each([
    ['no rule for the caller', policy('p', { podSelector: onDb, ingress: [from({ role: 'client' })] }), 'fault'],
    ['no rule at all (deny by default)', policy('p', { podSelector: {}, policyTypes: ['Ingress'] }), 'fault'],
    [
      'a rule for another port',
      policy('p', { podSelector: onDb, ingress: [from({ app: 'web' }, [{ port: 9090 }])] }),
      'fault',
    ],
    [
      'egress to nobody',
      policy('p', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }),
      'fault',
    ],
    [
      'a rule for the caller',
      policy('p', { podSelector: onDb, ingress: [from({ app: 'web' }, [{ port: 8080 }])] }),
      'silent',
    ],
    ['an empty rule, which lets all in', policy('p', { podSelector: onDb, ingress: [{}] }), 'silent'],
    [
      'an address block, which may hold it',
      policy('p', { podSelector: onDb, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
      'silent',
    ],
    ['other pods', policy('p', { podSelector: { matchLabels: { app: 'cache' } } }), 'silent'],
    ['another namespace', policy('p', { podSelector: {} }, 'data'), 'silent'],
  ])('with %s is judged', (_, one, role) => {
    expect(look(staged(one), timeout).role('NPL-101')).toBe(role);
  });

  it('adds up with others: one that lets the caller in is enough', () => {
    const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
    const allow = policy('allow', { podSelector: onDb, ingress: [from({ app: 'web' })] });
    expect(look(staged(deny, allow), timeout).role('NPL-101')).toBe('silent');
  });

  it('is not blamed for other words, and stays a hint where something else explains', () => {
    const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
    expect(look(staged(deny), says('panic: nil map')).role('NPL-101')).toBe('silent');
    const down = {
      ...apps(app('web', { container: { env }, status: crashLoop() }), app('db', { status: crashLoop() })),
    };
    expect(look({ ...staged(deny), ...down }, timeout).role('NPL-101')).toBe('hint');
  });

  it('to DNS is a cause of names that nobody answers for', () => {
    const egress = [{ to: [{ podSelector: onDb }] }];
    const closed = policy('p', { podSelector: {}, policyTypes: ['Egress'], egress });
    const lost = says('lookup db on 10.96.0.10:53: read udp: i/o timeout');
    expect(look(staged(closed), lost).causes).toEqual(['NPL-102 NetworkPolicy/shop/p']);
    const open = policy('p', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [...egress, { ports: [{ port: 53, protocol: 'UDP' }] }],
    });
    expect(look(staged(open), lost).role('NPL-102')).toBe('silent');
  });
});

describe('a policy that selects no pods', () => {
  const one = (podSelector: Raw) => ({
    ...apps(app('web'), app('idle', { replicas: 0 })),
    networkpolicies: [policy('p', { podSelector })],
  });
  const role = (podSelector: Raw) => look(one(podSelector), { topics: ['network-policy'] }).role('NPL-103');

  it('is a hint; one that takes all, or a workload at zero, is not', () => {
    expect(role({ matchLabels: { app: 'gone' } })).toBe('hint');
    expect(role({})).toBe('silent');
    expect(role({ matchLabels: { app: 'idle' } })).toBe('silent');
  });
});
