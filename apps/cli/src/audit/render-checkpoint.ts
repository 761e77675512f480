import type { AuditLog } from '@cloudops/audit';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';

/** The log's head, and what others check it with. */
export interface Head {
  /** A signed note (https://c2sp.org/tlog-checkpoint); null for an empty log. */
  readonly checkpoint: string | null;
  readonly verifier_key: string | null;
}

/** Reads the head. */
export async function readHead(log: AuditLog): Promise<Head> {
  return { checkpoint: await log.checkpoint(), verifier_key: await log.verifierKey() };
}

/** The note as it is, so that it can be piped to whoever keeps it; with the key beneath for people. */
export function renderHead(head: Head, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson(head);
  if (form === 'jsonl') return `${JSON.stringify(head)}\n`;
  const { checkpoint, verifier_key } = head;
  if (form === 'human')
    return checkpoint === null
      ? 'The log is empty.\n'
      : `${checkpoint}\nVerifier key: ${verifier_key ?? 'none: the signing key is gone'}\n`;
  const columns = [
    { header: 'CHECKPOINT', value: (row: Head) => row.checkpoint ?? 'none' },
    { header: 'VERIFIER KEY', value: (row: Head) => row.verifier_key ?? 'none' },
  ];
  return renderListing({ name: 'head', rows: [head], columns, empty: '' }, form, screen);
}
