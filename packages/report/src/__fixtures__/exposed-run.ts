import type { Finding, Run } from '@cloudops/spec';
import type { RunSummary } from '../run-summary.ts';
import { analysis, present, sampleFinding, sampleRun, sampleSummary } from './sample-run.ts';

/** A security group of a made-up account that is open to the internet. */
export function exposedFinding(number: number, parts: Partial<Finding> = {}): Finding {
  const name = `sg-${number.toString(16).padStart(17, '0')}`;
  return sampleFinding(number, {
    code: 'SG-003',
    also: ['SG-030'],
    tier: 'contradiction',
    severity: 'critical',
    resource: {
      provider: 'aws',
      target: '111122223333',
      kind: 'SecurityGroup',
      namespace: 'eu-west-1',
      name,
    },
    title: 'SSH (TCP 22) open to the whole internet',
    detail: `Rule sgr-1 of ${name} lets everybody in.`,
    evidence: [{ step: 'groups', pointer: `/places/0/items/${number}`, value: { GroupId: name } }],
    data: {
      group_id: name,
      protocol: 'tcp',
      ports: [[22, 22]],
      reach: 'R2',
      path: [{ kind: 'InternetGateway', id: 'igw-1' }, { id: 'rtb-2' }, { id: 'acl-3' }, { id: 'eni-4' }, { id: name }],
    },
    remediations: [
      {
        title: 'Revoke the rule',
        playbook: 'aws-sg-revoke',
        inputs: { group_id: name, rule_ids: ['sgr-1'] },
        risk: 'write',
        undo: 're-authorise the saved rule',
      },
    ],
    ...parts,
  });
}

/** The part of a run that found these. */
export function exposedRun(findings: readonly Finding[]): Pick<Run, 'plan' | 'results' | 'status'> {
  return sampleRun([present('groups', {}), present('analyze', analysis({ findings }))]);
}

/** A run over that account. */
export const exposedSummary: RunSummary = {
  ...sampleSummary,
  calls: { aws: 40 },
  targets: [{ provider: 'aws', name: '111122223333', environment: 'prod' }],
};
