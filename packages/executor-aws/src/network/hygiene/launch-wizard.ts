import type { NetworkRule } from '../draft.ts';
import { groupDraft, groupText } from './group-draft.ts';

/** SG-044: a group that the console's launch wizard made. */
export const launchWizard: NetworkRule = {
  definitions: [
    {
      code: 'SG-044',
      title: 'Security group was made by the launch wizard',
      role: 'fault',
      severity: 'low',
      decided: 'The name begins with "launch-wizard-" and a number; a name that only contains it does not count.',
      remedy:
        'Check its rules (the wizard opens SSH or RDP to everybody unless told otherwise) and replace it by a group that is named for its purpose.',
      source: 'Prowler ec2_securitygroup_from_launch_wizard, whose match is anywhere in the name',
    },
  ],
  inspect: ({ groups }) => ({
    drafts: [...groups.values()]
      .filter(({ name }) => /^launch-wizard-\d+/.test(name))
      .map((group) =>
        groupDraft(group, {
          code: 'SG-044',
          severity: 'low',
          title: 'Security group was made by the launch wizard',
          detail: `${groupText(group)} was made by the console while an instance was launched; nobody chose its name or, often, its rules.`,
        }),
      ),
  }),
};
