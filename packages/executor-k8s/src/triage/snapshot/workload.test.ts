import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, apps, crashLoop, type Raw } from '../__fixtures__/objects.ts';

describe('the top owner of a pod', () => {
  const web = app('web', { status: crashLoop() });

  it('is the ReplicaSet where its Deployment was deleted without it', () => {
    const { ownerReferences: _, ...metadata } = web.replicaSet.metadata as Raw;
    const staged = { ...apps(web), deployments: [], replicasets: [{ ...web.replicaSet, metadata }] };
    expect(look(staged).causes).toEqual(['POD-001 ReplicaSet/shop/web-6f7c9']);
  });

  it('is the Deployment also where its ReplicaSet was not read', () => {
    expect(look({ ...apps(web), replicasets: [] }).causes).toEqual(['POD-001 Deployment/shop/web']);
  });
});
