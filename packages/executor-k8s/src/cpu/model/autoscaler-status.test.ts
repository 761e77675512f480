import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readAutoscalerStatus } from './autoscaler-status.ts';

const words = fc
  .array(fc.stringMatching(/^[!-~]{1,14}$/), { minLength: 1, maxLength: 40 })
  .map((some) => some.join(' '));
const size = fc.integer({ min: 0, max: 5000 });
const group = fc.record({
  name: fc.stringMatching(/^[a-z0-9][a-z0-9:/._-]{0,120}$/),
  health: fc.record({
    status: fc.constant('Healthy'),
    nodeCounts: fc.record({ registered: fc.record({ total: size, ready: size }), unregistered: size }),
    cloudProviderTarget: size,
    minSize: size,
    maxSize: size,
    lastProbeTime: fc.constant('2026-03-01T12:00:00Z'),
  }),
  scaleUp: fc.oneof(
    fc.record({ status: fc.constant('NoActivity') }),
    fc.record({
      status: fc.constant('Backoff'),
      backoffInfo: fc.record({ errorCode: fc.stringMatching(/^[A-Z_]{1,20}$/), errorMessage: words }),
      lastProbeTime: fc.constant('2026-03-01T12:00:00Z'),
    }),
  ),
  scaleDown: fc.record({ status: fc.constant('NoCandidates'), candidates: size }),
});
const head = { time: '2026-03-01 12:00:00 +0000 UTC', autoscalerStatus: 'Running' };
const clusterWide = { health: { status: 'Healthy', cloudProviderTarget: 7 }, scaleUp: { status: 'Backoff' } };

describe('the status of the cluster autoscaler from 1.30', () => {
  it.each([
    ['in the order of the type', { sortMapEntries: false }],
    ['in order of keys', { sortMapEntries: true }],
    ['with lists not indented', { indentSeq: false }],
    ['with long lines folded', { lineWidth: 40 }],
    ['with lines as long as they are', { lineWidth: 0 }],
  ])('is read as a YAML parser reads it, %s', (_, options) => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 3 }), (nodeGroups) => {
        const expected = nodeGroups.map(({ name, health, scaleUp }) => ({
          name,
          backoff: 'backoffInfo' in scaleUp ? scaleUp.backoffInfo.errorMessage : '',
          size: health.cloudProviderTarget,
          maximum: health.maxSize,
        }));
        const status = stringify({ ...head, clusterWide, nodeGroups }, options);
        expect(readAutoscalerStatus(status)).toEqual(expected);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('takes a message of very many lines in its stride', () => {
    const lines = Array.from({ length: 200_000 }, () => '        \\\\');
    const status = ['autoscalerStatus: Running', 'nodeGroups:', '- name: a', '  scaleUp:', '    status: Backoff'];
    const message = ['    backoffInfo:', '      errorMessage: "x', ...lines];
    expect(readAutoscalerStatus([...status, ...message].join('\n'))?.[0]?.backoff.length).toBeLessThan(3000);
  });

  it('has no groups before the first look, which is no fault', () => {
    expect(readAutoscalerStatus('time: now\nautoscalerStatus: Initializing\n')).toEqual([]);
    expect(readAutoscalerStatus('autoscalerStatus: Running\nnodeGroups: []\n')).toEqual([]);
  });

  it.each([
    '{{{',
    'nodeGroups: [{ name: a }]',
    'nodeGroups:\n- name: a\n  health: { maxSize: 3 }\n',
    'hello: world',
    '- a\n- b',
  ])('is not guessed from %j', (status) => {
    expect(readAutoscalerStatus(status)).toBeNull();
  });
});

describe('the status of the cluster autoscaler to 1.29', () => {
  it('is read group by group', () => {
    const status = [
      'Cluster-autoscaler status at 2026-03-01 12:00:00.000000000 +0000 UTC:',
      'Cluster-wide:',
      '  Health:      Healthy (ready=4 unready=0 cloudProviderTarget=4 (minSize=1, maxSize=4))',
      '  ScaleUp:     Backoff (ready=4 registered=4)',
      '',
      'NodeGroups:',
      '  Name:        pool-1',
      '  Health:      Healthy (ready=1 unready=0 registered=1 longUnregistered=0 cloudProviderTarget=3 (minSize=0, maxSize=5))',
      '               LastProbeTime:      2026-03-01 12:00:00 +0000 UTC',
      '  ScaleUp:     Backoff (ready=1 cloudProviderTarget=3)',
      '  ScaleDown:   NoCandidates (candidates=0)',
      '',
      '  Name:        pool-2',
      '  ScaleUp:     NoActivity (ready=2 cloudProviderTarget=2)',
    ].join('\n');
    expect(readAutoscalerStatus(status)).toEqual([
      { name: 'pool-1', backoff: 'no reason given', size: 3, maximum: 5 },
      { name: 'pool-2', backoff: '', size: null, maximum: null },
    ]);
  });
});
