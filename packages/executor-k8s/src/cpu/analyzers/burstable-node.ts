import { type CpuAnalyzer, type CpuFindingDefinition, draft } from '../draft.ts';
import { nodeSubject } from './node-saturated.ts';

const definition: CpuFindingDefinition = {
  code: 'CPU-143',
  title: 'Hot node is of a burstable type',
  role: 'hint',
  severity: 'low',
  decided:
    'A node at or above 80 % has an instance type with a CPU baseline (AWS t2, t3, t3a, t4g; Azure B; Google e2-micro/small/medium, f1, g1), by its label. Credits are not visible from Kubernetes.',
  thresholds: {},
  source: 'Decision tree step 4; AWS, "Burstable performance instances"',
  remedy: 'Check CPUCreditBalance (AWS) or credits (Azure); move steady load to a type without a baseline.',
};

const burstable = /^(?:t2|t3|t3a|t4g)\.|^Standard_B\d|^e2-(?:micro|small|medium)$|^(?:f1-micro|g1-small)$/;

/** Types whose speed may be used up. */
export const burstableNode: CpuAnalyzer = {
  definitions: [definition],
  inspect({ book, hotNodes }) {
    const drafts = hotNodes
      .filter(({ instanceType }) => burstable.test(instanceType))
      .map((node) =>
        draft({
          code: definition.code,
          role: 'hint',
          tier: 'figure',
          severity: 'low',
          subject: nodeSubject(node),
          title: `Hot node ${node.name} is a ${node.instanceType}, which bursts on credits`,
          detail:
            'When its credits are gone, the node runs at its baseline and everything on it gets slower. Check CPUCreditBalance.',
          evidence: book.citeAll([[node.item.place, 'metadata', 'labels', 'node.kubernetes.io/instance-type']]),
          data: { instance_type: node.instanceType },
        }),
      );
    return { drafts, ruledOut: [] };
  },
};
