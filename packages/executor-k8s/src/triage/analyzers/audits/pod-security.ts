import { isPlatform } from '../../../evidence/platform.ts';
import type { PathPart } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { someOf } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, type TriageFindingDefinition } from '../../draft.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type Control, controls } from './pod-security-controls.ts';
import { type Template, templatesOf } from './templates.ts';

const source = 'Kubernetes, "Pod Security Standards"';

/** A workload that the Pod Security Standards would refuse, control by control. */
export const podSecurity: Analyzer = {
  name: 'pod-security',
  topic: 'pod-security',
  definitions: controls.map(definitionOf),
  inspect: (snapshot) => {
    const level = snapshot.options.level === 'baseline' ? 'baseline' : 'restricted';
    const asked = controls.filter((control) => level === 'restricted' || control.level === 'baseline');
    return {
      drafts: templatesOf(snapshot).flatMap((template) =>
        asked.flatMap((control) => judge(snapshot, template, control)),
      ),
    };
  },
};

function definitionOf(control: Control): TriageFindingDefinition {
  return {
    code: control.code,
    title: control.title,
    role: 'fault',
    severity: control.severity,
    decided: `${control.rule} Level ${control.level}. Templates of workloads count, one finding per workload; system namespaces are one step less severe, since node agents need some of it.`,
    thresholds: {},
    source,
    remedy: control.remedy,
  };
}

function judge(snapshot: Snapshot, template: Template, control: Control): readonly Draft[] {
  const { workload, entity } = template;
  const places = control.violations(template.spec);
  if (places.length === 0) return [];
  const full = places.map(({ path }): readonly PathPart[] => [...workload.specPath, ...path]);
  return [
    draft({
      code: control.code,
      role: 'fault',
      tier: 'contradiction',
      severity: isPlatform(workload.namespace) ? lower(control.severity) : control.severity,
      subject: workload,
      title: `${nameOf(workload)}: ${control.title.toLowerCase()}`,
      detail: `${control.rule} Found: ${someOf(places.map(({ what }) => what))}.`,
      evidence: snapshot.cite(entity, ...full),
      touchesUsers: snapshot.touchesUsers(workload),
      data: { level: control.level, places: places.slice(0, 20).map(({ what }) => what) },
    }),
  ];
}

function lower(severity: Control['severity']): Control['severity'] {
  return severity === 'high' ? 'medium' : 'low';
}
