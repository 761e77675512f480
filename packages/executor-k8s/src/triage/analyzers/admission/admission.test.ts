import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import {
  type App,
  type AppOptions,
  app,
  apps,
  crashLoop,
  event,
  type Raw,
  service,
} from '../../__fixtures__/objects.ts';

/** A Deployment of 2 replicas whose ReplicaSet may make none. */
function refused(name: string, message: string, options: AppOptions = {}): App {
  const made = app(name, { ...options, replicas: 0 });
  const failure = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message,
    lastTransitionTime: ago(100),
  };
  const replicaSet = made.replicaSet as { readonly spec: Raw; readonly status: Raw };
  const deployment = made.deployment as { readonly spec: Raw; readonly status: Raw };
  return {
    deployment: {
      ...deployment,
      spec: { ...deployment.spec, replicas: 2 },
      status: { ...deployment.status, conditions: [failure] },
    },
    replicaSet: {
      ...replicaSet,
      spec: { ...replicaSet.spec, replicas: 2 },
      status: { replicas: 0, conditions: [failure] },
    },
    pods: [],
  };
}

const exceeded = (resource: string, asked: string): string =>
  `pods "x" is forbidden: exceeded quota: team, requested: ${resource}=${asked}, used: ${resource}=4, limited: ${resource}=4`;
const quota = (resource: string, used: string, hard = '4'): Raw => ({
  metadata: { namespace: 'shop', name: 'team' },
  spec: { hard: { [resource]: hard } },
  status: { hard: { [resource]: hard }, used: { [resource]: used } },
});

describe('a quota', () => {
  it.each(['pods', 'requests.cpu', 'limits.memory', 'count/pods', 'requests.nvidia.com/gpu'])(
    'on %s that is used up is the one cause for all that it refuses',
    (resource) => {
      const both = apps(refused('api', exceeded(resource, '1')), refused('web', exceeded(resource, '1')));
      const seen = look({ ...both, quotas: [quota(resource, '4')] });
      expect(seen.causes).toEqual(['ADM-101 ResourceQuota/shop/team']);
      expect(seen.find('ADM-101')?.tier).toBe('contradiction');
      expect(seen.consequencesOf('ADM-101 ResourceQuota/shop/team')).toEqual(
        expect.arrayContaining(['WRK-001 Deployment/shop/api', 'WRK-001 Deployment/shop/web']),
      );
    },
  );

  it('that has room by now leaves only the symptom', () => {
    const seen = look({ ...apps(refused('api', exceeded('pods', '1'))), quotas: [quota('pods', '3')] });
    expect(seen.causes).toEqual(['WRK-001 Deployment/shop/api']);
  });

  it('is believed from the message where it cannot be read', () => {
    const seen = look(apps(refused('api', exceeded('pods', '1'))));
    expect(seen.causes).toEqual(['ADM-101 ResourceQuota/shop/team']);
    expect(seen.find('ADM-101')?.tier).toBe('message');
  });

  it('that is exactly used and refuses nothing is nothing', () => {
    expect(look({ ...apps(app('api')), quotas: [quota('pods', '4')] }).analysis.findings).toEqual([]);
  });

  it('that demands limits blames the workload without them', () => {
    const message = 'pods "x" is forbidden: failed quota: team: must specify limits.cpu for: app';
    expect(look({ ...apps(refused('api', message)), quotas: [quota('limits.cpu', '1')] }).causes).toEqual([
      'ADM-102 Deployment/shop/api',
    ]);
  });
});

describe('pods that cannot be created', () => {
  it('are not claimed of a ReplicaSet that has what it wants', () => {
    const made = refused('api', exceeded('pods', '1'));
    const replicaSet = { ...made.replicaSet, spec: { replicas: 0 } };
    const deployment = { ...made.deployment, status: { replicas: 2, readyReplicas: 2, availableReplicas: 2 } };
    expect(look(apps({ deployment, replicaSet, pods: [] })).role('WRK-001')).toBe('silent');
  });

  it('are told of a StatefulSet by its events, while they are fresh and nothing was made since', () => {
    const set = {
      metadata: { namespace: 'shop', name: 'kafka', creationTimestamp: ago(90_000) },
      spec: { replicas: 3, template: { spec: {} } },
      status: { replicas: 1, readyReplicas: 1 },
    };
    const message = exceeded('pods', '1');
    const at = (seconds: number): readonly Raw[] => [
      event('StatefulSet', 'kafka', 'FailedCreate', message, { lastTimestamp: ago(seconds) }),
    ];
    expect(look({ statefulsets: [set], events: at(600) }).role('WRK-001')).toBe('symptom');
    expect(look({ statefulsets: [set], events: at(3601) }).role('WRK-001')).toBe('silent');
    const pod = {
      metadata: {
        namespace: 'shop',
        name: 'kafka-0',
        creationTimestamp: ago(300),
        ownerReferences: [{ kind: 'StatefulSet', name: 'kafka', controller: true }],
      },
      status: { phase: 'Running' },
    };
    expect(look({ statefulsets: [set], pods: [pod], events: at(600) }).role('WRK-001')).toBe('silent');
  });
});

describe('rules for pods', () => {
  it.each([
    ['ADM-103', 'pods "x" is forbidden: maximum cpu usage per Container is 1, but limit is 2'],
    ['ADM-104', 'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'],
    ['ADM-109', 'admission webhook "p.example.com" denied the request: no latest tags'],
    ['ADM-110', 'Pod "x" is invalid: spec.volumes[0].name: Required value'],
  ])('%s blame the workload that breaks them', (code, message) => {
    const limitranges = [
      { metadata: { namespace: 'shop', name: 'bounds' }, spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } },
    ];
    expect(look({ ...apps(refused('api', message)), limitranges }).causes).toEqual([`${code} Deployment/shop/api`]);
  });

  it('are bare symptoms where the message says something else', () => {
    expect(look(apps(refused('api', 'etcdserver: request timed out'))).causes).toEqual(['WRK-001 Deployment/shop/api']);
  });
});

describe('names that the API server looks up', () => {
  it('make a runtime class that is missing one cause of all that name it', () => {
    const message = 'pods "x" is forbidden: pod rejected: RuntimeClass "gvisor" not found';
    expect(look(apps(refused('api', message), refused('web', message))).causes).toEqual([
      'ADM-111 RuntimeClass/gvisor',
    ]);
  });

  const account =
    'pods "x" is forbidden: error looking up service account shop/harvester: serviceaccount "harvester" not found';

  it('are the cause where nothing has them', () => {
    expect(look(apps(refused('api', account), refused('web', account))).causes).toEqual([
      'ADM-105 ServiceAccount/shop/harvester',
    ]);
    expect(
      look(apps(refused('api', 'pods "x" is forbidden: no PriorityClass with name urgent was found'))).causes,
    ).toEqual(['ADM-106 PriorityClass/urgent']);
  });

  it('blame the workload where one name is a slip away', () => {
    const serviceaccounts = [{ metadata: { namespace: 'shop', name: 'harvestor' } }];
    expect(look({ ...apps(refused('api', account)), serviceaccounts }).causes).toEqual(['ADM-105 Deployment/shop/api']);
  });

  it('are history where they exist by now', () => {
    const serviceaccounts = [{ metadata: { namespace: 'shop', name: 'harvester' } }];
    expect(look({ ...apps(refused('api', account)), serviceaccounts }).causes).toEqual(['WRK-001 Deployment/shop/api']);
  });
});

describe('a webhook', () => {
  const hook = (failurePolicy = 'Fail'): Raw => ({
    metadata: { name: 'policy' },
    webhooks: [
      { name: 'p.example.com', failurePolicy, clientConfig: { service: { namespace: 'shop', name: 'guard' } } },
    ],
  });
  const call = (reason: string): string =>
    `Internal error occurred: failed calling webhook "p.example.com": failed to call webhook: Post "https://guard.shop.svc:443/": ${reason}`;

  it('whose Service is gone is the cause', () => {
    const seen = look({ ...apps(refused('api', call('service "guard" not found'))), validatingwebhooks: [hook()] });
    expect(seen.causes).toEqual(['ADM-107 ValidatingWebhookConfiguration/policy']);
  });

  it('is only a hint while nothing was refused', () => {
    const seen = look({ ...apps(app('api')), validatingwebhooks: [hook('Ignore')] });
    expect(seen.causes).toEqual([]);
    expect(seen.role('ADM-120')).toBe('hint');
  });

  it('whose pods crash is a consequence of them', () => {
    const staged = {
      ...apps(refused('api', call('connect: connection refused')), app('guard', { status: crashLoop() })),
      services: [service('guard')],
      validatingwebhooks: [hook()],
    };
    const seen = look(staged);
    expect(seen.causes).toEqual(['POD-001 Deployment/shop/guard']);
    expect(seen.consequencesOf('POD-001 Deployment/shop/guard')).toEqual(
      expect.arrayContaining(['ADM-001 ValidatingWebhookConfiguration/policy', 'WRK-001 Deployment/shop/api']),
    );
  });

  it('that is slow is named, with its time', () => {
    const staged = {
      ...apps(refused('api', call('context deadline exceeded')), app('guard')),
      services: [service('guard')],
    };
    const seen = look({ ...staged, validatingwebhooks: [hook()] });
    expect(seen.causes).toEqual(['ADM-001 ValidatingWebhookConfiguration/policy']);
    expect(seen.find('ADM-001')?.title).toContain('within 10 s');
  });

  it('with a certificate that does not fit is set up wrongly', () => {
    const message = call('x509: certificate signed by unknown authority');
    const staged = {
      ...apps(refused('api', message), app('guard')),
      services: [service('guard')],
      validatingwebhooks: [hook()],
    };
    expect(look(staged).causes).toEqual(['ADM-108 ValidatingWebhookConfiguration/policy']);
  });

  it('that cannot be read is not named', () => {
    expect(look(apps(refused('api', call('service "guard" not found')))).causes).toEqual([
      'WRK-001 Deployment/shop/api',
    ]);
  });
});
