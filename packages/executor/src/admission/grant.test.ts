import { type Action, defineAction, type Plan, type Provider } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGrant } from './grant.ts';

function action(name: string, verbs: (input: { place: string }) => readonly string[]): Action {
  return defineAction<{ place: string }, unknown>({
    name,
    description: name,
    risk: 'read',
    input: z.strictObject({ place: z.string().max(5) }),
    output: z.unknown(),
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: (input) => verbs(input).map((verb) => ({ verb, resource: '*' })),
    doRun: async () => ({ status: 'absent' }),
  });
}

const provider = {
  name: 'cloud',
  actions: [
    action('look', ({ place }) => [`see:${place}`]),
    action('stare', () => ['see:north']),
    action('blind', () => {
      throw new TypeError('nothing known yet');
    }),
  ],
} as unknown as Provider;

function planOf(...steps: readonly (readonly [string, string])[]): Plan {
  return { id: 'pln_1', steps: steps.map(([name, place]) => ({ action: name, with: { place } })) } as unknown as Plan;
}

describe('a grant', () => {
  it('names what the steps of one provider need, once each, in order', () => {
    const plan = planOf(['cloud.look', 'south'], ['cloud.stare', 'x'], ['cloud.look', 'north'], ['other.look', 'west']);
    expect(createGrant(plan, provider, 'os:someone')).toEqual({
      planId: 'pln_1',
      principal: 'os:someone',
      permissions: [
        { verb: 'see:north', resource: '*' },
        { verb: 'see:south', resource: '*' },
      ],
    });
  });

  it('takes what an action can tell of an input that waits for earlier steps', () => {
    const plan = planOf(['cloud.look', `\${{ steps.places }}`], ['cloud.blind', 'x']);
    const verbs = createGrant(plan, provider, 'os:someone').permissions.map(({ verb }) => verb);
    expect(verbs).toEqual([`see:\${{ steps.places }}`]);
  });
});
