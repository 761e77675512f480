import { beforeAll, describe, expect, it } from 'vitest';
import { exitStatus } from '../../apps/cli/src/errors/exit-status.ts';
import { buildSite, type Site } from './build-site.ts';
import { exitStatuses } from './reference/exit-statuses.ts';
import { openRepository } from './repository.ts';

let site: Site;

beforeAll(async () => {
  site = await buildSite(openRepository());
});

function page(path: string): string {
  return site.files.get(path) ?? '';
}

/** Something that each kind of page must hold. */
const expected: readonly (readonly [path: string, text: string])[] = [
  ['index.html', 'guides/operators.html'],
  ['guides/cli.html', 'id="exit-status"'],
  ['commands/triage.html', 'id="flag-fail-on"'],
  ['commands/triage.html', 'a finding at or above --fail-on'],
  ['playbooks/k8s-scale.html', 'class="risk write"'],
  ['playbooks/k8s-scale.html', 'autoscaling/horizontalpodautoscalers'],
  ['findings/cpu.html', 'id="cpu-104-one-replica-is-hot-among-its-peers"'],
  ['findings/codes.html', 'CPU-104'],
  ['reference/configuration.html', 'id="audit.alerts.window_hours"'],
  ['reference/errors.html', 'id="KUBECONFIG_NOT_FOUND"'],
  ['reference/audit-events.html', 'id="plan.refused"'],
  ['schemas/plan.html', 'plan.json'],
  ['packages/planner.html', 'createPlan'],
  ['deploy/rbac.html', 'reader.yaml'],
];

describe('the site of this checkout', () => {
  it('has no link that leads nowhere, and describes all there is', () => {
    expect(site.problems).toEqual([]);
  });

  it('is the same, byte for byte, when it is built again', async () => {
    const again = await buildSite(openRepository());
    expect([...again.files.keys()]).toEqual([...site.files.keys()]);
    const different = [...site.files].filter(([path, text]) => again.files.get(path) !== text);
    expect(different.map(([path]) => path)).toEqual([]);
  });

  it('has a page for each audience, command, playbook, finding, setting, error, event and schema', () => {
    const missing = expected.filter(([path, text]) => !page(path).includes(text));
    expect(missing).toEqual([]);
    expect(JSON.parse(page('schemas/plan.json'))).toHaveProperty('$schema');
  });

  it('loads nothing from elsewhere and runs nothing that stands in a page', () => {
    const documents = [...site.files].filter(([path]) => path.endsWith('.html'));
    const open = documents.filter(([, text]) => !text.includes('content="default-src &#39;none&#39;;'));
    const foreign = documents.filter(([, text]) =>
      /<(?:script|img|link|iframe|source)\b[^>]*?\s(?:src|href)="(?:[a-z]+:)?\/\//.test(text),
    );
    const inline = documents.filter(([, text]) =>
      /<script(?![^>]*\ssrc=)|<style|<[^>]*\sstyle="|<[^>]*\son[a-z]+="|href="javascript:/.test(text),
    );
    expect([...open, ...foreign, ...inline].map(([path]) => path)).toEqual([]);
  });

  it('explains every exit status, as the page about the command line does', () => {
    const ours = exitStatuses.map(({ status }) => status);
    expect(ours).toEqual(Object.values(exitStatus).toSorted((left, right) => left - right));
    const table = openRepository().read('docs/cli.md').split('## Exit status')[1] ?? '';
    expect([...table.matchAll(/^\| (\d+) \|/gm)].map(([, status]) => Number(status))).toEqual(ours);
  });

  it('tells nothing of the machine that it was built on', () => {
    const telling = [...site.files].filter(([, text]) => text.includes(process.cwd()));
    expect(telling.map(([path]) => path)).toEqual([]);
  });
});
