import { describe, expect, it } from 'vitest';
import type { Scenario } from './scenario.ts';
import { findScenario, listScenarios, parseScenarios } from './scenario-file.ts';

const whole =
  'id: A-1\ntitle: t\nvia: v\nexpect: {first_cause: {kind: Deployment, namespace: shop, name: a}, text: x}\n';

describe('parseScenarios', () => {
  it('fills what a scenario leaves out', () => {
    const [scenario] = parseScenarios(whole, 'a.yaml');
    expect(scenario).toMatchObject({ id: 'A-1', namespaces: ['shop'], objects: [], programs: { end: [], pause: [] } });
  });

  it.each([
    ['an unknown part', `${whole}thenn: []\n`, 'thenn is not known'],
    ['a missing part', 'id: A-1\ntitle: t\nexpect: {text: x}\n', 'via is missing'],
    ['a part of the wrong form', `${whole}objects: {}\n`, 'objects must be a list'],
    ['a target that names nothing', `${whole}until: [{target: {kind: Pod}}]\n`, 'until[0]: the target needs a name'],
    [
      'a cause without a name',
      'id: A\ntitle: t\nvia: v\nexpect: {text: x, first_cause: {kind: Node}}\n',
      'needs kind and',
    ],
    [
      'an expectation without words',
      'id: A\ntitle: t\nvia: v\nexpect: {first_cause: none}\n',
      'expect.text is missing',
    ],
    [
      'causes beside a first cause',
      `${whole.replace('text: x', 'text: x, causes: [{kind: Node, name: n}]')}`,
      'expect has both first_cause and causes',
    ],
    [
      'one of several causes without a kind',
      'id: A\ntitle: t\nvia: v\nexpect: {text: x, causes: [{kind: Node, name: n}, {name: a}]}\n',
      'expect.causes[1] needs kind and name',
    ],
    ['no causes', 'id: A\ntitle: t\nvia: v\nexpect: {text: x, causes: []}\n', 'expect.causes must be a list'],
    [
      'alternatives to no cause',
      'id: A\ntitle: t\nvia: v\nexpect: {text: x, first_cause: none, alternatives: [{kind: Node, name: n}]}\n',
      'expect.alternatives needs a first_cause',
    ],
    ['a kubelet that speaks of no pod', `${whole}kubelet: [{restarts: 3}]\n`, 'kubelet[0] needs pods or pod'],
    ['logs of two kinds of pods', `${whole}logs: [{pods: a=b, pod: c}]\n`, 'logs[0] needs pods or pod'],
    ['an id used twice', `${whole}---\n${whole}`, 'its id is taken'],
    ['broken YAML', 'id: [', 'a.yaml, document 1 is not a scenario'],
  ])('refuses %s, naming file and fault', (_, text, fault) => {
    expect(() => parseScenarios(text, 'a.yaml')).toThrow(expect.objectContaining({ code: 'SCENARIO_INVALID' }));
    expect(() => parseScenarios(text, 'a.yaml')).toThrow(fault);
  });
});

describe('the scenarios that come with the test bed', async () => {
  const all = await listScenarios();
  const about = (topic: string): readonly Scenario[] => all.filter(({ topics }) => topics.includes(topic));

  it('have ids of their own across files', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('state the first cause of every CPU situation', () => {
    const unstated = about('cpu').filter(({ expect: { first_cause } }) => !first_cause);
    expect(unstated.map(({ id }) => id)).toEqual([]);
  });

  it('name a cause that they stage themselves', () => {
    for (const { id, objects, expect: expectation } of about('cpu')) {
      const cause = expectation.first_cause;
      if (cause === undefined || cause === 'none') continue;
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''} ${metadata.name}`);
      expect(names, id).toContain(`${cause.kind} ${cause.namespace ?? ''} ${cause.name}`);
    }
  });

  it('state the causes of every triage situation', () => {
    const unstated = about('triage').filter(
      ({ expect: { first_cause, causes } }) => first_cause === undefined && causes === undefined,
    );
    expect(unstated.map(({ id }) => id)).toEqual([]);
  });

  it('have a triage situation for each way of being wrong, and healthy ones that look like them', () => {
    const triage = about('triage');
    const healthy = triage.filter(({ expect: { first_cause } }) => first_cause === 'none');
    expect(healthy.length).toBeGreaterThanOrEqual(3);
    expect(triage.length - healthy.length).toBeGreaterThanOrEqual(60);
  });

  it('keep what they fill inside their namespaces, kube-system and kube-node-lease', () => {
    for (const { id, namespaces, objects } of about('triage')) {
      const known = [...namespaces, 'kube-system', 'kube-node-lease', undefined];
      for (const { metadata } of objects) expect(known, id).toContain(metadata.namespace);
    }
  });

  it('expect causes where they stage something', () => {
    for (const { id, namespaces, expect: expectation } of about('triage')) {
      const { first_cause: first = 'none', alternatives = [], causes = [] } = expectation;
      const known = [...namespaces, 'kube-system', undefined];
      const named = [...(first === 'none' ? [] : [first]), ...alternatives, ...causes];
      for (const { namespace } of named) expect(known, id).toContain(namespace);
    }
  });

  it('have every pod that a kubelet speaks of by labels held', () => {
    for (const { id, objects, changes, kubelet } of about('triage')) {
      const staged = JSON.stringify([objects, changes]);
      if (kubelet.some(({ pods }) => pods !== undefined)) expect(staged, id).toContain('cloudops.test/hold');
    }
  });

  it('are found by id, and an unknown id offers those that there are', async () => {
    expect((await findScenario('HC-01')).title).toBe('one hot pod of three, inside its limit');
    await expect(findScenario('HC-99')).rejects.toMatchObject({
      code: 'SCENARIO_UNKNOWN',
      nextSteps: [expect.stringContaining('HC-01')],
    });
  });
});
