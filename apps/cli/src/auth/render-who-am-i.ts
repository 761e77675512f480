import { escapeForTerminal, renderTable, wrapText } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { WhoAmI } from './who-am-i.ts';

interface Row {
  readonly what: string;
  readonly who: string;
  readonly how: string;
}

/** Who somebody is, in the form asked for. */
export function renderWhoAmI(who: WhoAmI, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson({ ...who });
  const rows = toRows(who);
  const columns = (['what', 'who', 'how'] as const).map((key) => ({
    header: key.toUpperCase(),
    value: (row: Row) => escapeForTerminal(row[key], { maximum: 600 }),
  }));
  if (form !== 'human') return renderListing({ name: 'identities', rows, columns, empty: '' }, form, screen);
  const uses = who.policy_uses.flatMap(({ use, id, why }) =>
    wrapText(escapeForTerminal(`For ${use}, policy takes you for: ${id ?? 'nobody'} (${why}).`), screen.width),
  );
  return `${renderTable(rows, columns, screen)}\n\n${uses.join('\n')}\n`;
}

function toRows({ os_user, session, targets }: WhoAmI): readonly Row[] {
  const until = session.expires_at === null ? '' : `, until ${session.expires_at}`;
  return [
    { what: 'this machine', who: os_user.id, how: os_user.established_by },
    { what: 'session', who: session.id ?? '-', how: session.why === '' ? `oidc${until}` : session.why },
    ...targets.map(({ provider, id, established_by, why }) => ({
      what: provider,
      who: id ?? '-',
      how: established_by ?? why,
    })),
  ];
}
