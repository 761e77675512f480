import { textAt } from '../../../evidence/read.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';

const definition: TriageFindingDefinition = {
  code: 'NOD-130',
  title: 'Kubelets lie more than three minor versions apart',
  role: 'hint',
  severity: 'low',
  decided:
    'The oldest kubelet is more than 3 minor versions behind the newest, which the API server is at least as new as.',
  thresholds: { minor_versions: 3 },
  source: 'Kubernetes, "Version Skew Policy"',
  remedy: 'Upgrade the old nodes.',
};

/** Nodes left behind by upgrades. */
export const versionSkew: Analyzer = {
  name: 'version-skew',
  topic: 'health',
  definitions: [definition],
  inspect(snapshot) {
    const known = snapshot.all('nodes').flatMap((node) => {
      const minor = minorOf(node);
      return minor === null ? [] : [{ node, minor }];
    });
    const newest = Math.max(...known.map(({ minor }) => minor));
    const old = known.filter(({ minor }) => newest - minor > 3);
    return {
      drafts: old.map(({ node, minor }) =>
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'contradiction',
          severity: 'low',
          subject: node,
          title: `Kubelet of node ${node.name} is ${newest - minor} minor versions behind`,
          detail: `It is 1.${minor}; the newest kubelet is 1.${newest}. All such nodes: ${someOf(old.map((one) => one.node.name))}.`,
          evidence: snapshot.cite(node, ['status', 'nodeInfo', 'kubeletVersion']),
        }),
      ),
    };
  },
};

function minorOf({ raw }: Entity): number | null {
  const match = /^v1\.(\d{1,3})\./.exec(textAt(raw, 'status', 'nodeInfo', 'kubeletVersion'));
  return match === null ? null : Number(match[1]);
}
