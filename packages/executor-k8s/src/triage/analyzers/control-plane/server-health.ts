import { listAt, valueAt } from '../../../evidence/read.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, draft, type TriageFindingDefinition } from '../../draft.ts';

const notReady: TriageFindingDefinition = {
  code: 'CTL-103',
  title: 'API server says that it is not ready',
  role: 'fault',
  severity: 'critical',
  decided: '/readyz answers with failing checks, such as etcd. What could not be asked is unknown.',
  thresholds: {},
  source: 'Kubernetes, "API server health endpoints"',
  remedy: 'See to what the failing check names; for etcd its disk, its members and its space.',
};
const dangling: TriageFindingDefinition = {
  code: 'CTL-104',
  title: 'FlowSchema points to a priority level that does not exist',
  role: 'hint',
  severity: 'low',
  decided: 'Condition Dangling of a FlowSchema is True: its requests are treated as the catch-all level’s.',
  thresholds: {},
  source: 'Kubernetes, "API Priority and Fairness"',
  remedy: 'Create the priority level, or correct the name.',
};

/** What the API server says of itself in step `health`. */
export const serverHealth: Analyzer = {
  name: 'server-health',
  topic: 'health',
  definitions: [notReady, dangling],
  inspect({ book }) {
    const { output } = book.evidence('health');
    const failing = listAt(output, 'readyz', 'output', 'failing').filter(
      (name): name is string => typeof name === 'string',
    );
    const loose = listAt(output, 'flow_control', 'output', 'dangling').filter(
      (name): name is string => typeof name === 'string',
    );
    const isDown = valueAt(output, 'readyz', 'output', 'ready') === false;
    const cite = (...path: readonly string[]) => book.citeAll([[{ step: 'health', path: [] }, ...path]]);
    const server = {
      code: notReady.code,
      role: 'fault',
      tier: 'status',
      severity: notReady.severity,
      subject: { kind: 'ControlPlane', namespace: '', name: 'kube-apiserver' },
      title: `The API server is not ready${failing.length === 0 ? '' : `: ${someOf(failing)}`}`,
      detail: `Its checks ${someOf(failing, 8)} fail.`,
      evidence: cite('readyz', 'output', 'failing'),
    } as const;
    return {
      drafts: [
        ...(isDown ? [draft(server)] : []),
        ...loose.map((name) =>
          draft({
            code: dangling.code,
            role: 'hint',
            tier: 'status',
            severity: dangling.severity,
            subject: { kind: 'FlowSchema', namespace: '', name },
            title: `FlowSchema ${name} points to a priority level that does not exist`,
            detail: 'Its requests share the catch-all level.',
            evidence: cite('flow_control', 'output', 'dangling'),
          }),
        ),
      ],
    };
  },
};
