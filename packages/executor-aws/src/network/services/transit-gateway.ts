import { textAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import { cite } from '../model/item.ts';
import { indexBy } from '../model/topology.ts';
import { serviceDraft } from './service-draft.ts';

const gone: ReadonlySet<string> = new Set(['deleting', 'deleted']);

/** NET-012: a transit gateway that takes in whoever it is shared with. */
export const transitGateway: NetworkRule = {
  definitions: [
    {
      code: 'NET-012',
      title: 'Transit gateway accepts attachments by itself',
      role: 'fault',
      severity: 'high',
      decided: 'Options.AutoAcceptSharedAttachments is "enable" on a transit gateway of the account.',
      remedy: 'Turn it off and accept attachments one by one.',
      source: 'AWS EC2.23; Prowler ec2_transitgateway_auto_accept_vpc_attachments',
    },
  ],
  inspect: ({ snapshot }) => ({
    drafts: [...indexBy(snapshot.items('transit_gateways'), 'TransitGatewayId')].flatMap(([id, item]) => {
      const isOn = textAt(item.raw, 'Options', 'AutoAcceptSharedAttachments') === 'enable';
      // One that is shared with the account is its owner's to change.
      const isOwn = ['', item.account].includes(textAt(item.raw, 'OwnerId'));
      if (!isOn || !isOwn || gone.has(textAt(item.raw, 'State'))) return [];
      return [
        serviceDraft(item, {
          code: 'NET-012',
          kind: 'TransitGateway',
          name: id,
          severity: 'high',
          title: 'Transit gateway accepts attachments by itself',
          detail: 'Every account that it is shared with can attach a VPC and reach the networks behind it.',
          evidence: [cite(item, 'Options', 'AutoAcceptSharedAttachments')],
        }),
      ];
    }),
  }),
};
