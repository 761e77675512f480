import type { Envelope, PlanFile } from '@cloudops/spec';
import type { Block, Document } from '../document/document.ts';
import { toPlanDocument } from './plan-document.ts';

/**
 * A saved plan with what the cloud said to it and the keys that signed it.
 * @param options `isForApproval` adds what of it is not signed.
 */
export function toPlanFileDocument(
  file: PlanFile,
  options: { readonly verbose: boolean; readonly isForApproval?: boolean },
): Document {
  const { plan, decision, preflight, approvals } = file;
  const document = toPlanDocument(plan, decision, { ...options, preflight });
  const notes = options.isForApproval === true ? [unsigned] : [];
  return [...document.slice(0, -1), ...notes, ...approvalBlocks(approvals), ...document.slice(-1)];
}

/** Whoever has the file can write there what they like: nobody must say yes on the strength of it. */
const unsigned: Block = {
  kind: 'paragraph',
  text: 'Decision and pre-flight are as the file says, and no part of the plan’s id: both are asked again when it is applied.',
  tone: 'muted',
};

function approvalBlocks(approvals: readonly Envelope[]): readonly Block[] {
  if (approvals.length === 0) return [];
  const items = approvals.map((envelope) => {
    const keys = envelope.signatures.map(({ keyid }) => keyid).join(', ');
    return { mark: 'plain', text: `${statementNoun(envelope)} under the key ${keys}`, details: [] } as const;
  });
  return [
    { kind: 'heading', text: 'Signed' },
    { kind: 'items', items },
    {
      kind: 'paragraph',
      text: 'Whose they are, and whether they count, is checked when the plan is applied.',
      tone: 'muted',
    },
  ];
}

/** What an envelope says that it is; nobody has checked its signature here. */
function statementNoun({ payload }: Envelope): string {
  try {
    const { predicateType } = JSON.parse(atob(payload)) as { readonly predicateType?: unknown };
    return String(predicateType).includes('/revocation/') ? 'revocation' : 'approval';
  } catch {
    return 'something unreadable';
  }
}
