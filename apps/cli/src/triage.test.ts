import type { Report } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { expectTidy } from './__fixtures__/expect-tidy.ts';
import { createUser } from './__fixtures__/scene.ts';

describe.concurrent('triage', () => {
  it('names the one cause of a cascade, with what follows from it, and no question', async () => {
    const { status, document } = await createUser().json(['triage', '--world', 'secret-without-a-key']);
    const { report } = document as { report: Report };
    expect(status).toBe(0);
    expect(report.playbook?.id).toBe('k8s-triage');
    expect(report.causes.map(({ resource }) => `${resource.kind} ${resource.name}`)).toEqual(['Secret main-db-login']);
    const folded = report.findings.filter(({ id }) => report.causes[0]?.consequences.includes(id));
    const suffering = folded
      .filter(({ resource }) => resource.kind === 'Deployment')
      .map(({ resource }) => resource.name);
    expect([...new Set(suffering)].sort()).toEqual(['orders', 'payments', 'returns']);
  });

  it('says that nothing is wrong where nothing is', async () => {
    const result = await createUser().run(['triage', '--world', 'healthy-cluster']);
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('Nothing wrong found');
    expectTidy(result);
  });

  it('ends with status 10 for a cause as bad as asked', async () => {
    const user = createUser();
    const at = ['--fail-on', 'high'];
    expect((await user.run(['triage', '--world', 'lost-node', ...at])).status).toBe(10);
    expect((await user.run(['triage', '--world', 'healthy-cluster', ...at])).status).toBe(0);
  });
});
