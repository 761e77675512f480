import type { Playbook, PlaybookTrigger } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { catalogOf, intent, playbook } from '../__fixtures__/playbook.ts';
import { findTies, matchPlaybook } from './match-playbook.ts';

function named(name: string, ...triggers: readonly PlaybookTrigger[]): Playbook {
  return { ...playbook, metadata: { ...playbook.metadata, name, examples: [`ask ${name}`] }, triggers };
}

const any = named('any', { intent_type: 'diagnose' });
const cpu = named('cpu', { intent_type: 'diagnose', goal: 'high-cpu' });
const shop = named('shop', { intent_type: 'diagnose', goal: 'high-cpu', filters: ['namespace'] });
const node = named('node', { intent_type: 'diagnose', resource_type: 'node', goal: 'high-cpu' });

describe('matchPlaybook', () => {
  it('takes the most specific trigger that fits', () => {
    expect(matchPlaybook(intent, catalogOf(any, cpu, shop, node))).toMatchObject({
      kind: 'matched',
      entry: { playbook: { metadata: { name: 'shop' } } },
      why: 'the question is about intent "diagnose", goal "high-cpu", a given "namespace"; more specific than cpu',
    });
  });

  it('needs every stated filter to be given', () => {
    const asked = { ...intent, target: { ...intent.target, filters: { namespace: null } } };
    expect(matchPlaybook(asked, catalogOf(shop, any))).toMatchObject({ entry: { playbook: any } });
  });

  it('offers at most three others, nearest first, when none fits', () => {
    const other = named('other', { intent_type: 'report', goal: 'cost' });
    const asked = { ...intent, intent_type: 'optimise' };
    expect(matchPlaybook(asked, catalogOf(other, any, cpu, node))).toMatchObject({
      kind: 'none',
      choices: [{ playbook: 'cpu', example: 'ask cpu' }, { playbook: 'node' }, { playbook: 'any' }],
    });
    expect(matchPlaybook(asked, { entries: [] })).toEqual({
      kind: 'none',
      reason: 'No playbooks are loaded',
      choices: [],
    });
  });
});

describe('findTies', () => {
  it('finds none where one is more specific or they exclude each other', () => {
    const workload = named('workload', { intent_type: 'diagnose', resource_type: 'workload', goal: 'high-cpu' });
    expect(findTies(catalogOf(any, cpu, node, workload))).toEqual([]);
  });

  it('finds triggers that could fit one intent equally well', () => {
    const pods = named('pods', { intent_type: 'report' }, { intent_type: 'diagnose', resource_type: 'pod' });
    expect(findTies(catalogOf(pods, cpu))).toEqual([
      {
        playbooks: ['cpu', 'pods'],
        triggers: [0, 1],
        message: 'cpu and pods both answer intent "diagnose", resource "pod", goal "high-cpu" equally well',
      },
    ]);
  });
});
