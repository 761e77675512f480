import type { Remediation } from '@cloudops/spec';
import * as savings from '../../../../packages/executor-aws/src/cost/waste/remediation.ts';
import { deleteGroup, revokeRules } from '../../../../packages/executor-aws/src/network/remediation.ts';
import * as fixes from '../../../../packages/executor-k8s/src/cpu/remediation.ts';
import { lowerRequest } from '../../../../packages/executor-k8s/src/triage/analyzers/scheduling/ways.ts';

type Item = Parameters<typeof savings.carryOut>[0];
type Group = Parameters<typeof revokeRules>[0];
type Workload = Parameters<typeof lowerRequest>[0];

const id = '0a1b2c3d4e5f60718';
const place = { account: '111122223333', region: 'eu-west-1' };
const item = { place } as Item;
const rules = ['sgr-1', 'sgr-2'].map((rule) => ({ id: rule })) as unknown as Group['rules'];
const group = { id: `sg-${id}`, ...place, hasAllRules: true, rules } as unknown as Group;

const api = { kind: 'Deployment', namespace: 'shop', name: 'api' };
const database = { kind: 'StatefulSet', namespace: 'shop-2', name: 'db.main' };
const agent = { kind: 'DaemonSet', namespace: 'kube-system', name: 'agent' };
const autoscaler = { kind: 'HorizontalPodAutoscaler', namespace: 'shop', name: 'api' };
const fields = ['requests.cpu', 'limits.cpu', 'requests.memory', 'limits.memory'] as const;

const ofClusters: readonly Remediation[] = [
  fixes.rollBack(api, 3, 2),
  fixes.rollBack(agent, 3, 2),
  fixes.raiseMaximum(autoscaler, 3, 5),
  fixes.scaleOut(database, 0, 1),
  fixes.restartPod(api, 'api-7d9f5b6c8-x2x4q'),
  ...fields.map((field) =>
    fixes.setResources(database, {
      container: 'app',
      field,
      saved: null,
      proposed: field.endsWith('cpu') ? '250m' : '512Mi',
    }),
  ),
  ...(['cpu', 'memory'] as const).map((resource) =>
    fixes.setRequestAndLimit(api, { container: 'app', resource, saved: { request: null, limit: '1' }, proposed: '2' }),
  ),
  ...['cpu', 'memory'].flatMap((resource) =>
    lowerRequest(api as Workload, { container: 'app', resource, saved: 2 ** 34, largest: 2 ** 33 + 2 ** 21 }),
  ),
  fixes.cordon('ip-10-0-1-2.eu-west-1.compute.internal'),
  // Of a private function.
  { ...fixes.cordon('node-1'), playbook: 'k8s-drain' },
];

/** Savings that `aws-waste-apply` carries out: code, resource, risk. */
const carriedOut = [
  ['CST-30', `ami-${id}`, 'delete'],
  ['CST-31', `eipalloc-${id}`, 'delete'],
  ['CST-33', 'shop-public', 'delete'],
  ['CST-34', 'old', 'delete'],
  ['CST-35', `nat-${id}`, 'delete'],
  ['CST-36', `nat-${id}`, 'delete'],
  ['CST-37', `rtb-${id}`, 'write'],
  ['CST-38', `vpc-${id}`, 'write'],
  ['CST-39', `vpce-${id}`, 'delete'],
  ['CST-40', `vpn-${id}`, 'delete'],
  ['CST-40', `tgw-attach-${id}`, 'delete'],
] as const;

const change = { from: 'gp2', iops: 3000, throughput: 125 };

const ofAccounts: readonly Remediation[] = [
  ...revokeRules(group, group.rules),
  ...deleteGroup(group),
  savings.stopInstance(item, `i-${id}`),
  savings.resizeInstance(item, `i-${id}`, { from: 'm5.2xlarge', to: 'm7i-flex.large' }),
  savings.ofFinding(savings.deleteVolume(item, `vol-${id}`), { code: 'CST-24', name: `vol-${id}` }),
  ...['CST-25', 'CST-26'].map((code) =>
    savings.ofFinding(savings.changeVolume(item, `vol-${id}`, change), { code, name: `vol-${id}` }),
  ),
  ...['CST-28', 'CST-29'].map((code) =>
    savings.ofFinding(savings.deleteSnapshot(item, `snap-${id}`), { code, name: `snap-${id}` }),
  ),
  ...carriedOut.map(([code, name, risk]) =>
    savings.ofFinding(savings.carryOut(item, { title: code, undo: '', risk }), { code, name }),
  ),
];

/** What analyzers propose, made by what they make it with. */
export const proposals: readonly Remediation[] = [...ofClusters, ...ofAccounts];
