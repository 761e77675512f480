import { compareText } from '../../text/compare-text.ts';
import { isTrueAt, listAt, numberAt, textAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { serviceDraft } from './service-draft.ts';

function publicInterface({ raw }: Item): number {
  return listAt(raw, 'LaunchTemplateData', 'NetworkInterfaces').findIndex((one) =>
    isTrueAt(one, 'AssociatePublicIpAddress'),
  );
}

/** NET-008: a launch template that gives public addresses. */
export const launchTemplate: NetworkRule = {
  definitions: [
    {
      code: 'NET-008',
      title: 'Launch template gives public addresses',
      role: 'fault',
      severity: 'high',
      decided:
        'The default or the latest version of the template sets AssociatePublicIpAddress for an interface. Other versions are left out: nobody gets them without asking.',
      remedy: 'Make a version without it the default, and launch into private subnets behind a load balancer.',
      source: 'AWS EC2.25; Prowler ec2_launch_template_no_public_ip',
    },
  ],
  inspect({ snapshot }) {
    const versions = snapshot.items('launch_templates').filter((item) => publicInterface(item) >= 0);
    const byTemplate = Map.groupBy(versions, ({ raw }) => textAt(raw, 'LaunchTemplateId'));
    return {
      drafts: [...byTemplate]
        .sort(([a], [b]) => compareText(a, b))
        .flatMap(([id, found]) => {
          const [first] = found;
          if (first === undefined) return [];
          const numbers = found.flatMap(({ raw }) => numberAt(raw, 'VersionNumber') ?? []).sort((a, b) => a - b);
          return [
            serviceDraft(first, {
              code: 'NET-008',
              kind: 'LaunchTemplate',
              name: id,
              severity: 'high',
              title: 'Launch template gives public addresses',
              detail: `Version ${numbers.join(' and ')} gives each instance that is launched from it a public address.`,
              evidence: found.map((item) =>
                cite(
                  item,
                  'LaunchTemplateData',
                  'NetworkInterfaces',
                  publicInterface(item),
                  'AssociatePublicIpAddress',
                ),
              ),
              data: { launch_template_name: textAt(first.raw, 'LaunchTemplateName'), versions: numbers },
            }),
          ];
        }),
    };
  },
};
