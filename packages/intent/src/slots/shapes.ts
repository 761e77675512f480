import type { Json } from '@cloudops/spec';
import { isTopicWord } from '../local/words.ts';

/** What follows `image` without naming one. */
const aboutImages = new Set(
  'pull pulls pulling tag tags registry name names version versions size cannot secret secrets errors error back policy download layer build'.split(
    ' ',
  ),
);

/** Slots whose values are told by their shape alone, wherever they stand. */
const shapes: readonly (readonly [slot: string, pattern: RegExp])[] = [
  ['instance', /(?<![\w-])(i-[0-9a-f]{8,17})(?![\w-])/gi],
  ['group', /(?<![\w-])(sg-[0-9a-z]{6,17})(?![\w-])/gi],
  ['group_id', /(?<![\w-])(sg-[0-9a-z]{6,17})(?![\w-])/gi],
  ['rule', /(?<![\w-])(sgr-[0-9a-z]{6,17})(?![\w-])/gi],
  ['rule_ids', /(?<![\w-])(sgr-[0-9a-z]{6,17})(?![\w-])/gi],
  ['vpc', /(?<![\w-])(vpc-[0-9a-z]{6,17})(?![\w-])/gi],
  ['subnet', /(?<![\w-])(subnet-[0-9a-z]{6,17})(?![\w-])/gi],
  ['volume', /(?<![\w-])(vol-[0-9a-z]{6,17})(?![\w-])/gi],
  ['nat_gateway', /(?<![\w-])(nat-[0-9a-f]{6,17})(?![\w-])/gi],
  ['address', /(?<![\w-])(eipalloc-[0-9a-z]{6,17})(?![\w-])/gi],
  ['address', /(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w./])/g],
  ['source', /(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2})(?![\w.])/g],
  ['source', /(?<![\w:])(::\/0)/g],
  ['source', /(?:from|source|von|desde|depuis|de|da|van)\s(\d{1,3}(?:\.\d{1,3}){3})(?![\w./])/gi],
  [
    'zone',
    /(?<![\w-])((?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d[a-f])(?![\w-])/gi,
  ],
  [
    'region',
    /(?<![\w-])((?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d)[a-f]?(?![\w-])/gi,
  ],
  ['account', /(?<![\w.-])(\d{12})(?![\w.-])/g],
  ['account', /(?<!\d)(\d{4}-\d{4}-\d{4})(?!\d)/g],
  ['finding_code', /(?<![\w-])([A-Z]{2,8}-\d{1,4})(?![\w-])/g],
  [
    'finding_resource',
    /(?<![\w-])((?:i|vol|snap|ami|nat|rtb|vpc|vpce|vpn|tgw-attach|eipalloc)-[0-9a-z]{6,17})(?![\w-])/gi,
  ],
  ['key', /(?<!\w)((?:AKIA|ASIA)[A-Z0-9]{12,17})(?!\w)/gi],
  [
    'instance_type',
    /(?<![\w.])([a-z][a-z0-9-]{1,8}\.(?:nano|micro|small|medium|large|metal|\d{0,2}xlarge|metal-\d+xl))(?![\w.])/gi,
  ],
  ['bucket', /s3:\/\/([a-z0-9.-]{3,63})/g],
  ['bucket', /arn:aws:s3:::([a-z0-9.-]{3,63})/g],
  ['database', /(?<![\w.-])([a-z][a-z0-9-]*)\.(?:cluster-)?[a-z0-9]+\.[a-z0-9-]+\.rds\.amazonaws\.com/g],
  ['function', /arn:aws:lambda:[^: ]+:\d+:function:([\w-]+)/g],
  ['table', /arn:aws:dynamodb:[^: ]+:\d+:table\/([\w.-]+)/g],
  ['role', /arn:aws:iam::\d+:role\/([\w+=,.@/-]+)/g],
  ['user', /arn:aws:iam::\d+:user\/([\w+=,.@/-]+)/g],
  ['user', /(?<![\w:])(system:serviceaccount:[a-z0-9-]+:[a-z0-9.-]*[a-z0-9])/g],
  ['image', /(?<![\w/])((?:[a-z0-9.-]+(?::\d+)?\/)*[a-z0-9._-]+\/[a-z0-9._-]+:[\w][\w.-]*)(?![\w/])/g],
  ['image', /image ["'`]?([a-z0-9][a-z0-9._/-]*(?::[\w.-]+)?)/g],
  [
    'host',
    /(?<![\w@/-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|dev|local|internal|de|fr|es|cloud|app|example))(?![\w/-])/g,
  ],
  [
    'domain',
    /(?<![\w@/-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|dev|local|internal|de|fr|es|cloud|app|example))(?![\w/-])/g,
  ],
  ['pod', /(?<![\w/-])([a-z0-9](?:[a-z0-9-]*[a-z0-9])?-(?=[a-z0-9]*\d)[a-f0-9]{6,10}-[a-z0-9]{5})(?![\w-])/g],
  [
    'node',
    /(?<![\w/-])((?:worker|node|gpu|master|nodepool|pool|kube-node|k8s-node)(?:-[a-z0-9]+)*-[a-z]*\d+[a-z0-9]*)(?![\w-])/g,
  ],
  ['node', /(?<![\w-])(ip-\d+-\d+-\d+-\d+(?:\.[\w.-]+[\w])?|ip-\d+-\d+-\d+|(?:gke|aks)-[\w-]*\d[\w-]*)(?![\w-])/g],
];

/** What alerts and messages of Kubernetes name at once: `Pod shop/web-1`, `in pod web-1_shop(`, `web.shop.svc`. */
const pairs: readonly (readonly [first: string, second: string, pattern: RegExp])[] = [
  ['namespace', 'pod', /\bpods? ["']?([a-z0-9-]+)\/([a-z0-9.-]*[a-z0-9])/i],
  [
    'namespace',
    'workload',
    /\b(?:deployment|statefulset|daemonset|replicaset|hpa|job|cronjob|workload|rollout)s? ["']?([a-z0-9-]+)\/([a-z0-9.-]*[a-z0-9])/i,
  ],
  ['namespace', 'service', /\b(?:service|svc|endpoints?) ["']?([a-z0-9-]+)\/([a-z0-9-]+)/i],
  ['namespace', 'ingress', /\bingress ["']?([a-z0-9-]+)\/([a-z0-9-]+)/i],
  ['namespace', 'volume', /\b(?:pvc|persistentvolumeclaim|claim) ["']?([a-z0-9-]+)\/([a-z0-9-]+)/i],
  ['namespace', '', /\b(?:secret|configmap) ["']?([a-z0-9-]+)\/([a-z0-9-]+)/i],
  ['container', '', /\bpod ["']?[a-z0-9-]+\/[a-z0-9.-]*[a-z0-9]["']? \(([a-z0-9-]+)\)/i],
  ['namespace', 'workload', /\bnamespace\/(?:deployment|workload|name):? ["']?([a-z0-9-]+)\/([a-z0-9-]+)/i],
  ['pod', 'namespace', /\bin pod ([a-z0-9-]+)_([a-z0-9-]+)\(/],
  ['service', 'namespace', /(?<![\w.-])([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?(?![\w-])/],
];

/** Labels of metrics and fields of alarms: `namespace="shop"`, `DBInstanceIdentifier=ledger`. */
const labels: readonly (readonly [slot: string, pattern: RegExp])[] = [
  ['namespace', /\bnamespace["']?\s?[=:]\s?["']?([a-z0-9-]+)/],
  ['pod', /\bpod["']?\s?[=:]\s?["']?([a-z0-9-]+)/],
  ['container', /\bcontainer["']?\s?[=:]\s?["']?([a-z0-9-]+)/],
  ['workload', /\b(?:deployment|statefulset|daemonset)["']?\s?[=:]\s?["']?([a-z0-9-]+)/i],
  ['workload', /\b(?:horizontalpodautoscaler|job_name|cronjob|owner_name)["']?\s?=\s?["']?([a-z0-9-]+)/],
  ['service', /\bservice["']?\s?=\s?["']?([a-z0-9-]+)/],
  ['ingress', /\bingress["']?\s?=\s?["']?([a-z0-9-]+)/],
  ['service', /\bServiceName["']?\s?[=: ]\s?["']?([\w-]+)/],
  ['cluster', /\bClusterName["']?\s?[=: ]\s?["']?([\w-]+)/],
  ['target_group', /\bTargetGroup["']?\s?[=: ]\s?["']?(?:targetgroup\/)?([\w-]+)/],
  ['node', /\bnode["']?\s?=\s?["']?([a-z0-9.-]+)/],
  ['volume', /\b(?:persistentvolumeclaim|pvc)["']?\s?[=:]\s?["']?([a-z0-9-]+)/i],
  ['database', /\bDB(?:Instance|Cluster)Identifier["']?\s?[=: ]\s?["']?([\w-]+)/i],
  ['function', /\bFunctionName["']?\s?[=: ]\s?["']?([\w-]+)/i],
  ['queue', /\bQueueName["']?\s?[=: ]\s?["']?([\w.-]+)/i],
  ['table', /\bTableName["']?\s?[=: ]\s?["']?([\w.-]+)/i],
  ['bucket', /\bBucketName["']?\s?[=: ]\s?["']?([\w.-]+)/i],
  ['load_balancer', /\bLoadBalancer(?:Name)?["']?\s?[=: ]\s?["']?(?:app\/|net\/)?([\w-]+)/i],
  ['autoscaling_group', /\bAutoScalingGroupName["']?\s?[=: ]\s?["']?([\w-]+)/i],
];

/** What is the new state rather than the place: `resize from t3.medium to t3.large` means the last. */
const lastWins = new Set(['instance_type']);
const lowered = new Set([
  'instance',
  'group',
  'group_id',
  'rule_ids',
  'vpc',
  'subnet',
  'volume',
  'nat_gateway',
  'address',
  'region',
  'zone',
  'instance_type',
]);

/** Slots found by shape. Several different values of one slot: the first, or the last where the new state is meant. */
export function findShapes(text: string, declared: ReadonlySet<string>): Readonly<Record<string, Json>> {
  const found: Record<string, Json> = findLabels(text, declared);
  for (const [slot, pattern] of shapes) {
    if (!declared.has(slot) || found[slot] !== undefined) continue;
    const all = [...text.matchAll(pattern)].map((match) => match[1] ?? '').filter((value) => isValid(slot, value));
    const value = lastWins.has(slot) ? all.at(-1) : all[0];
    // A zone says its region, which is no second thing that was asked about.
    if (value === undefined || (slot === 'region' && found.zone !== undefined && String(found.zone).startsWith(value)))
      continue;
    found[slot] =
      slot === 'account'
        ? value.replaceAll('-', '')
        : slot === 'key'
          ? value.toUpperCase()
          : lowered.has(slot)
            ? value.toLowerCase()
            : value;
    if (slot === 'rule_ids' || slot === 'rule')
      found[slot] = [...new Set(all.map((id) => id.toLowerCase()))].sort().join(',');
  }
  return found;
}

function findLabels(text: string, declared: ReadonlySet<string>): Record<string, Json> {
  const found: Record<string, Json> = {};
  const take = (slot: string, value: string | undefined): void => {
    if (value !== undefined && declared.has(slot)) found[slot] ??= value;
  };
  for (const [first, second, pattern] of pairs) {
    const match = pattern.exec(text);
    take(first, match?.[1]);
    take(second, match?.[2]);
  }
  for (const [slot, pattern] of labels) take(slot, pattern.exec(text)?.[1]);
  return found;
}

function isValid(slot: string, value: string): boolean {
  if (slot === 'image') return /[:/.-]/.test(value) || (isTopicWord(value) && !aboutImages.has(value));
  if (slot !== 'address' && slot !== 'source') return true;
  return (value.split('/')[0] ?? '')
    .split('.')
    .every((part) => part === '' || part.includes(':') || Number(part) <= 255);
}
