import { it } from 'vitest';
import { app, node } from './__fixtures__/objects.ts';
import { each, stage } from './__fixtures__/world.ts';
import { analyzeCpu } from './analyze-cpu.ts';

it('x', () => {
  const count = 1000;
  const nodes = Array.from({ length: count }, (_, index) => node(`n-${index}`, '4'));
  const apps = Array.from({ length: count }, (_, index) => app(`app-${index}`, 20, { node: `n-${index}` }));
  const pods = apps.flatMap((one) => one.pods);
  const lists = { deployments: apps.map((one) => one.deployment), replicasets: apps.map((one) => one.replicaSet) };
  for (const cores of [0.05, 0.19]) {
    const steps = stage({ nodes, pods, usage: each(pods, cores), lists });
    for (let i = 0; i < 3; i++) {
      const t = performance.now();
      analyzeCpu({ steps, scope: {} }, 'x');
      console.log(cores, Math.round(performance.now() - t));
    }
  }
});
