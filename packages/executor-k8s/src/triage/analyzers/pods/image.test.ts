import { describe, expect, it } from 'vitest';
import { look } from '../../__fixtures__/look.ts';
import { app, apps, event, type Raw, waiting } from '../../__fixtures__/objects.ts';
import { imageParts, parseImageFailure } from './image-message.ts';

const backOff = (why: string): Raw => waiting('ImagePullBackOff', `Back-off pulling image "x": ErrImagePull: ${why}`);

describe('an image that cannot be had', () => {
  it.each([
    ['POD-130', 'rpc error: code = NotFound desc = failed to resolve reference "registry.local/web:9": not found'],
    ['POD-130', 'manifest unknown: manifest unknown'],
    ['POD-131', 'pull access denied, repository does not exist or may require authorization: authorization failed'],
    ['POD-132', 'toomanyrequests: You have reached your pull rate limit'],
    ['POD-133', 'dial tcp: lookup registry.exmaple.com on 10.0.0.2:53: no such host'],
    ['POD-134', 'Head "https://registry.local/v2/": dial tcp 10.0.0.9:443: connect: connection refused'],
    ['POD-134', 'Head "https://registry.local/v2/": x509: certificate signed by unknown authority'],
    ['POD-135', 'no match for platform in manifest sha256:1: not found'],
  ])('is %s at its workload: %s', (code, why) => {
    const seen = look(apps(app('web', { status: backOff(why) }), app('api')));
    expect(seen.causes).toEqual([`${code} Deployment/shop/web`]);
  });

  it.each([
    ['POD-136', 'InvalidImageName', 'invalid reference format: repository name (Web) must be lowercase'],
    ['POD-137', 'ErrImageNeverPull', 'Container image "x" is not present with pull policy of Never'],
  ])('is %s by its reason %s', (code, reason, message) => {
    expect(look(apps(app('web', { status: waiting(reason, message) }))).causes).toEqual([
      `${code} Deployment/shop/web`,
    ]);
  });

  it('is the matter of its node where that has no space for it', () => {
    const status = backOff('failed to extract layer sha256:1: write /usr/lib/a.so: no space left on device');
    expect(look(apps(app('web', { status }), app('api'))).causes).toEqual(['POD-138 Node/node-1']);
  });

  it('names the pull secret that is missing', () => {
    const status = backOff('unauthorized: authentication required');
    const web = app('web', { status, replicas: 1, spec: { imagePullSecrets: [{ name: 'login' }] } });
    const said = 'Unable to retrieve some image pull secrets (login); attempting to pull the image may not succeed.';
    const events = [event('Pod', 'web-6f7c9-0', 'FailedToRetrieveImagePullSecret', said)];
    const seen = look({ ...apps(web), events });
    expect(seen.causes).toEqual(['POD-131 Secret/shop/login']);
    expect(seen.find('POD-131')?.title).toContain('does not exist');
    expect(look(apps(web)).causes).toEqual(['POD-131 Secret/shop/login']);
  });

  it('is not blamed on a missing pull secret when the tag does not exist', () => {
    const web = app('web', {
      status: backOff('x: not found'),
      replicas: 1,
      spec: { imagePullSecrets: [{ name: 'login' }] },
    });
    const said = 'Unable to retrieve some image pull secrets (login); attempting to pull the image may not succeed.';
    const events = [event('Pod', 'web-6f7c9-0', 'FailedToRetrieveImagePullSecret', said)];
    expect(look({ ...apps(web), events }).causes).toEqual(['POD-130 Deployment/shop/web']);
  });

  it('is one cause at the registry when several workloads cannot reach it', () => {
    const status = backOff('dial tcp 10.0.0.9:443: connect: connection refused');
    const seen = look(apps(app('a', { status }), app('b', { status })));
    expect(seen.causes).toEqual(['POD-134 Registry/registry.local']);
  });

  it('offers the revision before, when there is one', () => {
    const web = app('web', { status: backOff('x: not found') });
    const before = {
      ...web.replicaSet,
      metadata: {
        ...(web.replicaSet.metadata as object),
        name: 'web-old',
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      spec: { replicas: 2, template: { spec: { containers: [{ name: 'app', image: 'registry.local/web:0.9' }] } } },
      status: { replicas: 2, readyReplicas: 2 },
    };
    const present = {
      ...web.replicaSet,
      metadata: {
        ...(web.replicaSet.metadata as object),
        annotations: { 'deployment.kubernetes.io/revision': '2' },
      },
    };
    const seen = look({ ...apps(web), replicasets: [before, present] });
    expect(seen.find('POD-130')).toMatchObject({
      remediations: [{ playbook: 'k8s-rollback', inputs: { to_revision: 1 } }],
      detail: expect.stringContaining('Revision 1 ran registry.local/web:0.9 and still serves with 2 pods'),
    });
  });

  it('stays a bare symptom when nothing says why, and is silent while it is pulled', () => {
    expect(
      look(apps(app('web', { status: waiting('ImagePullBackOff', 'Back-off pulling image "x"') }))).causes,
    ).toEqual(['POD-003 Deployment/shop/web']);
    expect(look(apps(app('web', { status: waiting('ContainerCreating'), age: 20 }))).causes).toEqual([]);
  });
});

describe('an image reference', () => {
  it.each([
    ['nginx', 'docker.io', 'nginx', 'latest'],
    ['library/nginx:1', 'docker.io', 'library/nginx', '1'],
    ['localhost:5000/a/b:2', 'localhost:5000', 'a/b', '2'],
    ['ghcr.io/a/b@sha256:00', 'ghcr.io', 'a/b', 'sha256:00'],
  ])('%s has its parts', (image, host, repository, version) => {
    expect(imageParts(image)).toEqual({ host, repository, version });
  });

  it('is not judged by a text that says nothing known', () => {
    expect(parseImageFailure('ErrImagePull', 'rpc error: code = Unknown desc = something')).toBeNull();
  });
});
