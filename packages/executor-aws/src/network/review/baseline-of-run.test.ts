import type { StepResult } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { baselineOfRun } from './baseline-of-run.ts';

const account = '111122223333';
const approval = { approvedBy: 'os:tester', approvedAt: '2026-01-01T00:00:00.000Z' };
const reason = { kind: 'denied', message: 'no' } as const;

function place(region: string, items: readonly object[], isRead = true): object {
  return { account, region, status: isRead ? 'present' : 'unknown', ...(isRead ? {} : { reason }), items };
}

function step(id: string, output: object, status: StepResult['status'] = 'present'): StepResult {
  return {
    ...{ step: id, action: 'aws.list', status, digest: null, started_at: '', duration_ms: 0, calls: 1 },
    output: output as StepResult['output'] & object,
    ...(status === 'unknown' ? { reason } : {}),
  };
}

const regional = ['eu-west-1', 'us-east-1'].map((region) => ({ account, region }));
const group = (id: string): object => ({ GroupId: id, GroupName: id, VpcId: 'vpc-1' });
const rule = (id: string): object => ({
  ...{ SecurityGroupRuleId: `sgr-${id}`, GroupId: id, IsEgress: false, IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
  CidrIpv4: '10.0.0.0/8',
});

describe('the baseline of a run', () => {
  it('holds the groups of places that were read whole, and says which were not', () => {
    const results = [
      step('places', { regional }),
      step('groups', { places: [place('eu-west-1', [group('sg-1')]), place('us-east-1', [group('sg-2')])] }),
      step(
        'group_rules',
        { places: [place('eu-west-1', [rule('sg-1')]), place('us-east-1', [rule('sg-2')], false)] },
        'unknown',
      ),
    ];
    const outcome = baselineOfRun(results, approval);
    expect(outcome).toMatchObject({
      kind: 'baseline',
      leftOut: [`${account}/us-east-1`],
      baseline: { approved_by: 'os:tester', places: [`${account}/eu-west-1`] },
    });
    expect(outcome.kind === 'baseline' && Object.keys(outcome.baseline.groups)).toEqual(['sg-1']);
  });

  it('is none of a run that read no place whole, or is of another kind', () => {
    const denied = step('groups', { places: [place('eu-west-1', [], false)] }, 'unknown');
    expect(baselineOfRun([step('places', { regional }), denied], approval).kind).toBe('incomplete');
    expect(baselineOfRun([], approval)).toEqual({ kind: 'incomplete', why: 'the run lists no account and region' });
  });
});
