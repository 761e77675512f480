import { readFileSync } from 'node:fs';
import { playbookSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarios } from './__fixtures__/scenarios.ts';
import { codePriority, cpuFindings } from './registry.ts';

const codes = cpuFindings.map(({ code }) => code);
const file = new URL('../../../../playbooks/library/k8s-high-cpu.yaml', import.meta.url);
const playbook = playbookSchema.parse(parse(readFileSync(file, 'utf8')));

describe('the registry of CPU findings', () => {
  it('holds each code once, in order', () => {
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it('documents every code', () => {
    for (const { code, title, decided, source, remedy } of cpuFindings) {
      for (const text of [title, decided, source, remedy]) expect(text.length, code).toBeGreaterThan(5);
    }
  });

  it('ranks only codes that exist', () => {
    expect(codes).toEqual(expect.arrayContaining([...codePriority]));
  });

  it('is what the playbook promises', () => {
    expect(playbook.findings).toEqual(codes);
  });
});

describe('the playbook k8s-high-cpu', () => {
  const analyze = playbook.steps.find(({ id }) => id === 'analyze');
  const handed = Object.keys((analyze?.with?.steps ?? {}) as object);

  it('hands every earlier step to the analyzer except the choice of suspects', () => {
    const earlier = playbook.steps.map(({ id }) => id).filter((id) => id !== 'analyze' && id !== 'suspects');
    expect([...handed].sort()).toEqual(earlier.sort());
  });

  it('has every step that the analyzer reads', () => {
    for (const { steps } of scenarios) expect(handed).toEqual(expect.arrayContaining(Object.keys(steps)));
  });

  it('reads what grows with a cluster through a mask', () => {
    const unmasked = playbook.steps.filter(
      ({ action, with: input }) => action === 'kubernetes.list' && input?.fields === undefined,
    );
    expect(unmasked).toEqual([]);
  });

  it('asks for nodes/proxy and Prometheus only when told to', () => {
    expect(playbook.inputs).toMatchObject({ node_proxy: { default: false }, prometheus: { default: false } });
    const gates = Object.fromEntries(playbook.steps.map(({ id, when }) => [id, when]));
    expect(gates).toMatchObject({
      node_stats: 'inputs.node_proxy',
      cadvisor: 'inputs.node_proxy',
      history: 'inputs.prometheus',
      usual: 'inputs.prometheus',
    });
  });
});
