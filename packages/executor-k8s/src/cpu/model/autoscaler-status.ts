import type { Book } from '../../evidence/book.ts';
import { textAt } from '../../evidence/read.ts';

/** What the cluster autoscaler says of one node group. */
export interface NodeGroupStatus {
  readonly name: string;
  /** Why it backs off from adding nodes; empty when it does not. */
  readonly backoff: string;
  /** Nodes asked for, and the most there may be; null where not stated. */
  readonly size: number | null;
  readonly maximum: number | null;
}

const noReason = 'no reason given';
const longest = 1_000_000;
/** A message is shown much shorter than this; a hostile one must not be copied again for each of its lines. */
const longestScalar = 2000;

/**
 * Reads `data.status` of the ConfigMap cluster-autoscaler-status: text to 1.29, YAML from 1.30. A reader of just these two
 * shapes, since a YAML parser would cost every start of a program more than this file.
 * @returns null for a text that has neither shape.
 */
export function readAutoscalerStatus(status: string): readonly NodeGroupStatus[] | null {
  const text = status.slice(0, longest);
  if (text.startsWith('Cluster-autoscaler status at')) return readText(text);
  return readBlocks(text);
}

/** The status of the step `autoscaler`; empty without one, null when it could not be understood. */
export function autoscalerStatusOf(book: Book): readonly NodeGroupStatus[] | null {
  const status = textAt(book.evidence('autoscaler').output, 'object', 'data', 'status');
  return status === '' ? [] : readAutoscalerStatus(status);
}

/** The text form: `Name: …`, `Health: … cloudProviderTarget=3 (minSize=1, maxSize=3)`, `ScaleUp: Backoff …` per group. */
function readText(status: string): readonly NodeGroupStatus[] {
  const [, ...sections] = status.split(/^\s*Name:\s+/m);
  return sections.flatMap((section) => {
    const [name = ''] = section.split(/\s/, 1);
    const health = /cloudProviderTarget=(\d+) \(minSize=\d+, maxSize=(\d+)\)/.exec(section);
    const isBackoff = /^\s*ScaleUp:\s+Backoff/m.test(section);
    if (name === '') return [];
    return [
      {
        name,
        backoff: isBackoff ? noReason : '',
        size: health === null ? null : Number(health[1]),
        maximum: health === null ? null : Number(health[2]),
      },
    ];
  });
}

/** Scalars of one group by their path, such as `health.maxSize`. */
type Scalars = Map<string, string>;

/** A key that may have further keys below. */
interface Level {
  readonly indent: number;
  readonly key: string;
}

const keyLine = /^( *)(- +)?([A-Za-z]\w*):(?: +(.*))?$/;

/**
 * The YAML form, block style as the autoscaler writes it: keys by indentation, one list `nodeGroups`, scalars that may go
 * on in deeper lines. Anything else on the way to the groups, and it has not that shape.
 */
function readBlocks(status: string): readonly NodeGroupStatus[] | null {
  const groups: Scalars[] = [];
  const levels: Level[] = [];
  let scalar: { readonly indent: number; readonly path: string } | null = null;
  let isStatus = false;
  for (const line of status.split(/\r?\n/)) {
    const indent = line.length - line.trimStart().length;
    if (line.trim() === '' || line.startsWith('#') || line === '---') continue;
    if (scalar !== null && indent > scalar.indent) {
      const group = groups.at(-1);
      const begun = group?.get(scalar.path);
      if (begun !== undefined) group?.set(scalar.path, joinLines(begun, line.trim()));
      continue;
    }
    const match = keyLine.exec(line);
    if (match === null) return null;
    const [, spaces = '', dash = '', key = '', value = ''] = match;
    const depth = spaces.length + dash.length;
    while ((levels.at(-1)?.indent ?? -1) >= depth) levels.pop();
    if (dash !== '' && levels.length === 1 && levels[0]?.key === 'nodeGroups') groups.push(new Map());
    const path = [...levels.slice(1).map((level) => level.key), key].join('.');
    if (depth === 0 && (key === 'autoscalerStatus' || key === 'nodeGroups')) isStatus = true;
    const isMapping = value === '';
    if (isMapping) levels.push({ indent: depth, key });
    else if (/^[{[&*!]/.test(value) && value !== '[]' && value !== '{}') return null;
    else if (levels[0]?.key === 'nodeGroups') groups.at(-1)?.set(path, value);
    scalar = isMapping ? null : { indent: depth, path };
  }
  return isStatus ? groups.flatMap(toGroup) : null;
}

/** A scalar that goes on in the next line: folded, or a block after `|` or `>`. */
function joinLines(begun: string, more: string): string {
  if (begun.length > longestScalar) return begun;
  if (/^[|>][-+0-9]*$/.test(begun)) return more;
  // An odd backslash at the end of a quoted line takes the line break away.
  const isEscaped = begun.startsWith('"') && /(?<!\\)(?:\\\\)*\\$/.test(begun);
  return isEscaped ? begun.slice(0, -1) + more.replace(/^\\ /, ' ') : `${begun} ${more}`;
}

function toGroup(scalars: Scalars): readonly NodeGroupStatus[] {
  const text = (path: string): string => unquote(scalars.get(path) ?? '');
  const name = text('name');
  if (name === '') return [];
  const isBackoff = text('scaleUp.status') === 'Backoff';
  const why = text('scaleUp.backoffInfo.errorMessage') || text('scaleUp.backoffInfo.errorCode') || noReason;
  return [
    {
      name,
      backoff: isBackoff ? why : '',
      size: wholeNumber(text('health.cloudProviderTarget')),
      maximum: wholeNumber(text('health.maxSize')),
    },
  ];
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function unquote(scalar: string): string {
  if (scalar.startsWith("'") && scalar.endsWith("'")) return scalar.slice(1, -1).replaceAll("''", "'");
  if (!scalar.startsWith('"')) return scalar;
  try {
    return String(JSON.parse(scalar));
  } catch {
    return scalar.replace(/^"|"$/g, '');
  }
}
