/**
 * What must be spoken of together for a question to be about a playbook; `!x` = and not of x. Each alternative counts by
 * how much it asks for. Playbooks that are not listed are found by their examples alone.
 */
export const cues: Readonly<Record<string, string>> = {
  'k8s-high-cpu':
    'cpu pod, cpu container, cpu k8s, cpu node, cpu namespace, cpu workload, cpu cluster, cpu hpa, throttling_cpu, throttled cpu, cpu high !ec2 !rds',
  'k8s-crashloop':
    'crashloop, crashing pod, crashing container, crashing workload, restarting pod, restarting container, restarting crashing, restarting !who_changed',
  'k8s-oomkilled': 'oom, memory pod failing, memory container',
  'k8s-image-pull': 'imagepull',
  'k8s-pending-pods': 'pending quota, pending pod quota, pending !unbound, pending pod, stuck pending',
  'k8s-rollout-stuck':
    'rollout_stuck, deploy stuck, workload stuck, rollout_stuck deploy, rollout_stuck workload, deploy not_ready, workload not_ready, deploy failing workload',
  'k8s-what-changed':
    'who_changed deploy, changed ingress, changed rollout_stuck, changed deploy, changed !cost !timeline, who_changed workload, who_changed pod, who_changed namespace, who_changed node, who_changed k8s, who_changed deploy, who_changed hpa, who_changed ingress, who_changed namespace workload, changed namespace, changed cluster, changed workload, changed k8s, changed deploy, changed pod',
  'k8s-node-notready': 'node_down, node not_ready, node unreachable, node crashing',
  'k8s-node-pressure': 'evicted, evicted pod, evicted node, node filling, node storage filling',
  'k8s-pvc-filling':
    'pvc filling, pvc storage filling, pvc storage, filling k8s storage, filling pod storage, filling namespace',
  'k8s-pvc-unbound': 'unbound pod, unbound storage pod, pvc pending, pvc unbound, unbound, unbound pending, pvc stuck',
  'k8s-service-no-endpoints':
    'k8s_service, k8s_service http_5xx, http_5xx pod, http_5xx k8s, k8s_service unreachable, http_5xx namespace, http_5xx workload',
  'k8s-ingress-tls': 'ingress, ingress cert, ingress failing, ingress http_5xx, ingress expiring',
  'k8s-hpa-health':
    'hpa !cpu, hpa failing, autoscaling !asg !eks, hpa autoscaling, autoscaling pod, autoscaling k8s, autoscaling workload',
  'k8s-rightsizing':
    'oversized, oversized limits_word, limits_word waste, oversized k8s, oversized memory, oversized cpu, limits_word idle, oversized pod',
  'k8s-no-limits':
    'kube_limits !oversized !quota !oom, kube_limits memory, kube_limits cpu, kube_limits pod, kube_limits workload, kube_limits container, limits_word pod, limits_word workload, limits_word container, limits_word namespace',
  'k8s-pdb-block':
    'pdb node evicted, pdb evicted pod node, pdb, pdb evicted, pdb blocks, evicted blocks, blocks drain_word, pdb drain_word node, pdb node, pdb drain_word, drain_word stuck, drain_word what_if, evicted stuck drain_word',
  'k8s-deprecated-apis':
    'deprecated apiserver, deprecated ingress, deprecated job, deprecated autoscaling, deprecated, deprecated k8s, deprecated cluster',
  'k8s-cert-expiry':
    'cert expiring k8s, cert k8s, cert expiring cluster, cert expiring namespace, cert expiring apiserver, cert expiring !acm !load_balancer, cert expiring node',
  'k8s-job-failures': 'job failing, job, job k8s',
  'k8s-stuck-terminating': 'terminating, terminating namespace, terminating pod, terminating stuck',
  'k8s-dns': 'dns, dns pod, dns failing, dns k8s, dns cluster',
  'k8s-rbac-audit': 'rbac, rbac cluster, rbac namespace',
  'k8s-pod-security': 'pod_security, pod_security pod, pod_security container',
  'k8s-netpol-gaps': 'netpol, netpol namespace',
  'k8s-orphans': 'orphan_objects, orphan_objects idle, idle pvc, orphan_objects namespace',
  'k8s-apiserver-latency': 'apiserver slow, apiserver, apiserver failing',
  'k8s-triage': 'triage !aws, triage cluster, triage namespace, triage k8s',
  'k8s-cost': 'cost namespace, cost k8s, cost cluster, cost workload, cost pod, cost node namespace, cost deploy',
  'pod-to-rds':
    'k8s rds failing, pod rds failing, workload rds failing, pod rds unreachable, pod_db, rds unreachable, workload rds unreachable, pod_db rds, pod_db pod, rds unreachable namespace',
  'az-blast-radius': 'blast, blast what_if, az what_if, az goes_down, az goes_down what_if',
  'incident-timeline': 'timeline, timeline changed',
  'aws-ec2-unreachable':
    'unreachable ec2, unreachable ec2 security_group, unreachable instance_id, ssh unreachable, ssh ec2 unreachable, unreachable ssh instance_id, unreachable ip',
  'aws-ec2-status-fail': 'impaired ec2 stuck, impaired ec2 oom, impaired, impaired ec2, impaired instance_id',
  'aws-ec2-high-cpu':
    'cpu ec2, cpu instance_id, cpu high ec2, cpu high instance_id, credits, cpu credits, high instance_id',
  'aws-ec2-contain': 'contain ec2, contain instance_id, contain',
  'aws-ebs-cleanup': 'unattached, ebs orphan_objects, ebs unattached, ebs idle, unattached storage',
  'aws-gp2-gp3': 'gp2, gp2 ebs',
  'aws-ebs-perf':
    'iops_slow ec2, iops_slow ebs, iops_slow storage, iops_slow credits, iops_slow ebs credits, ebs credits storage, iops_slow, ebs slow, ebs iops_slow, volume_id slow, volume_id iops_slow, storage slow ec2, storage slow',
  'aws-eip-release': 'eip, eip idle, idle ip exposed, idle exposed address, eip waste, eip unattached',
  'aws-idle-lb':
    'load_balancer cost idle, load_balancer idle aws, load_balancer orphan_objects, load_balancer idle, load_balancer waste',
  'aws-nat-cost': 'nat cost, nat, nat spike, nat high',
  'aws-rds-high-cpu': 'rds cpu, rds slow, rds cpu high, db_load, rds high, rds db_load',
  'aws-rds-storage': 'rds filling, rds storage, rds storage filling, rds filling storage high',
  'aws-rds-public': 'rds exposed, rds exposed security_group',
  'aws-rds-idle': 'rds idle db_load, rds idle pod_db, rds idle, rds waste, rds idle unreachable, rds ec2 idle',
  'aws-lambda-errors':
    'lambda failing, lambda throttled, lambda slow, lambda unreachable, lambda, lambda crashing, lambda oom',
  'aws-ecs-deploy-fail': 'ecs, ecs deploy, ecs failing, ecs rollout_stuck, ecs stuck',
  'aws-alb-5xx': 'load_balancer http_5xx, load_balancer failing, load_balancer not_ready, load_balancer slow',
  'aws-asg-health': 'asg, asg failing, autoscaling ec2, autoscaling aws',
  'aws-sqs-backlog': 'sqs backlog, sqs, sqs growing, backlog, sqs filling, sqs slow',
  'aws-dynamodb-throttle': 'dynamodb, dynamodb throttled, dynamodb slow',
  'aws-s3-public': 's3 exposed',
  'aws-s3-lifecycle': 's3 growing, s3 lifecycle, s3 storage growing, s3 cost growing, s3 cost, s3 cost lifecycle',
  'aws-iam-keys': 'iam_keys !who_changed, iam_keys idle, iam_keys expiring',
  'aws-iam-unused':
    'iam idle, iam_roles oversized, iam_roles idle, iam rbac, iam_roles idle, iam_roles !who_changed, iam_roles waste',
  'aws-root-mfa': 'root_account, root_account mfa, root_account iam_keys, mfa !iam_roles',
  'aws-acm-expiry':
    'acm cert, acm cert expiring, acm, acm expiring, cert expiring aws, cert expiring load_balancer, cert expiring cloudfront',
  'aws-quotas': 'quota, quota aws, quota filling',
  'aws-retirements': 'retirement, retirement ec2, retirement rds',
  'aws-cloudtrail-who':
    'who_changed security_group ssh, who_changed ssh, who_changed exposed security_group, who_changed exposed, who_changed exposed ssh, who_changed s3 exposed, who_changed iam_keys aws, cloudtrail changed aws, who_changed !pod !workload !namespace !k8s, cloudtrail, who_changed instance_id aws, who_changed security_group aws, who_changed iam_keys, who_changed iam_roles aws, who_changed rds, who_changed aws, who_changed ec2, who_changed cloudtrail, who_changed security_group, who_changed ec2, who_changed iam_roles, who_changed s3',
  'aws-eks-node-join': 'node_join node, node_join eks, node_join eks node, node_join ec2 cluster, node_join cluster',
  'aws-cost-spike': 'cost spike, cost spike aws, cost high, cost changed, cost aws, cost growing, cost high aws, cost',
  'aws-cost-waste': 'waste, waste cost, waste aws, cost idle, idle aws, waste idle',
  'aws-security-groups':
    'exposed !rds !s3, security_group exposed, security_group !who_changed, exposed aws, exposed ssh, exposed ec2 !eip, idle exposed security_group, exposed vpc, exposed load_balancer, security_group idle',
};
