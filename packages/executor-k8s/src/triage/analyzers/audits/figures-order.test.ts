import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../../../evidence/step-evidence.ts';
import { type Look, logs, look } from '../../__fixtures__/look.ts';
import { app, apps, crashLoop } from '../../__fixtures__/objects.ts';
import { ofApp, samples } from '../../__fixtures__/samples.ts';

const gib = 1024 ** 3;
const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } };
const mounts = {
  container: { resources, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
};
const staged = {
  ...apps(
    app('api', { container: { resources }, status: crashLoop(137, 'OOMKilled') }),
    app('db', { ...mounts, status: crashLoop() }),
    app('web', { container: { resources } }),
  ),
  claims: [{ metadata: { namespace: 'shop', name: 'data' }, spec: {}, status: { phase: 'Bound' } }],
};
const claim = { namespace: 'shop', persistentvolumeclaim: 'data' };
const alert = { name: 'Errors', severity: 'critical', labels: { namespace: 'shop', deployment: 'web' }, since: null };
type Samples = readonly (readonly [Readonly<Record<string, string>>, number])[];
const figures: Readonly<Record<string, Samples>> = {
  throttling: [
    [ofApp('web'), 0.9],
    [ofApp('web', 1), 0.4],
    [ofApp('db'), 0.5],
  ],
  cpu_use: [
    [ofApp('web'), 0.9],
    [ofApp('db'), 0.8],
  ],
  memory_use: [
    [ofApp('web'), 0.93],
    [ofApp('api'), 0.93],
  ],
  memory_growth: [
    [ofApp('web'), 1.2],
    [ofApp('api'), 1.2],
  ],
  volume_capacity: [[claim, 100 * gib]],
  volume_available: [[claim, gib]],
};
const said = logs({ pod: 'db-6f7c9-0', lines: ['write /data/wal: no space left on device'] });
const see = (given: Readonly<Record<string, Samples>>, alerts: readonly object[] = [alert]): Look => {
  const steps: Record<string, StepEvidence> = {
    logs: said,
    alerts: { status: 'present', output: { source: 'prometheus', alerts } },
  };
  for (const [step, all] of Object.entries(given)) steps[step] = samples(...all);
  return look(staged, { steps });
};
const whole = see(figures);

describe('figures', () => {
  it('give the same findings in whatever order they come', () => {
    const plain = ({ analysis }: Look): unknown =>
      analysis.findings.map(({ evidence, ...rest }) => ({ ...rest, cited: evidence.map(({ value }) => value) }));
    const orders = fc.record(
      Object.fromEntries(
        Object.entries(figures).map(([step, all]) => [
          step,
          fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length }),
        ]),
      ),
    );
    fc.assert(
      fc.property(orders, (given) => {
        expect(plain(see(given as typeof figures))).toEqual(plain(whole));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('that are missing take causes away and add none', () => {
    expect(whole.causes.length).toBeGreaterThan(2);
    for (const [step, all] of Object.entries(figures)) {
      for (const index of all.keys()) {
        const less = see({ ...figures, [step]: all.toSpliced(index, 1) });
        expect(less.causes.filter((cause) => !whole.causes.includes(cause))).toEqual([]);
      }
    }
  });

  it('never take away what objects and words say', () => {
    const without = look(staged, { steps: { logs: said } });
    expect(without.causes.filter((cause) => !whole.causes.includes(cause))).toEqual([]);
    expect(without.causes).toContain('POD-101 Deployment/shop/api');
    expect(without.causes).toContain('LOG-108 PersistentVolumeClaim/shop/data');
  });
});
