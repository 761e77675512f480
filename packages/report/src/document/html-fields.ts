import { escapeForHtml } from '../text/escape-html.ts';
import type { Field, FieldLine, Fold } from './document.ts';
import { htmlMark } from './html-mark.ts';

/** Labelled lines as a list of definitions; long ones are folded, and unfold without a script. */
export function htmlFields(list: readonly Field[]): string {
  const rows = list.map((field) => `<dt>${escapeForHtml(field.label)}</dt><dd>${content(field)}</dd>`);
  return `<dl>${rows.join('')}</dl>`;
}

/** The first of some pieces in sight, and the others behind a summary. */
export function htmlFolded<Piece>(
  pieces: readonly Piece[],
  fold: Fold | undefined,
  show: (pieces: readonly Piece[]) => string,
): string {
  if (fold === undefined || pieces.length <= fold.after) return show(pieces);
  const first = fold.after === 0 ? '' : show(pieces.slice(0, fold.after));
  const summary = `<summary>${escapeForHtml(fold.summary)}</summary>`;
  return `${first}<details>${summary}${show(pieces.slice(fold.after))}</details>`;
}

function content({ lines, fold }: Field): string {
  const isTable = lines.length > 0 && lines.every(({ cells }) => cells !== undefined);
  return htmlFolded(lines, fold, isTable ? factTable : (some) => some.map(line).join(''));
}

/** Each row says where a fact was read, and what stood there. */
function factTable(lines: readonly FieldLine[]): string {
  const rows = lines.map(({ cells = [] }) => {
    const [step = '', place = '', value = ''] = cells;
    return `<tr><td>${escapeForHtml(step)}</td><td><code>${escapeForHtml(place)}</code></td><td><code>${escapeForHtml(value)}</code></td></tr>`;
  });
  return `<div class="scroll"><table class="facts"><thead><tr><th scope="col">read by</th><th scope="col">at</th><th scope="col">value</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function line(one: FieldLine): string {
  const text = one.literal ? `<code>${escapeForHtml(one.text)}</code>` : escapeForHtml(one.text);
  const classes = [...(one.nested ? ['nested'] : []), ...(one.tone === 'muted' ? ['muted'] : [])];
  const attribute = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  return `<p${attribute}>${one.mark === undefined ? '' : `${htmlMark(one.mark)} `}${text}</p>`;
}
