import type { Figure, Finding } from '@cloudops/spec';
import type { NetworkModel } from './model/model.ts';

/** What was looked at, and how many groups the internet reaches; nothing where there was no place to look at. */
export function readFigures(
  { groups, interfaces, places }: NetworkModel,
  findings: readonly Finding[],
): readonly Figure[] {
  if (places.length === 0) return [];
  const rules = [...groups.values()].reduce((total, group) => total + group.rules.length, 0);
  const isExposed = ({ data, code }: Finding): boolean =>
    data?.reach === 'R2' && data.direction !== 'egress' && code.startsWith('SG-');
  const exposed = new Set(findings.filter(isExposed).map(({ resource }) => resource.name));
  const row = (name: string, value: number): Figure => ({ group: 'network', name, unit: 'count', value });
  return [
    row('accounts and regions', places.length),
    row('security groups', groups.size),
    row('rules', rules),
    row('network interfaces', interfaces.size),
    row('groups with findings that the internet reaches', exposed.size),
  ];
}
