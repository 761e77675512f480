import { redacted } from './redacted.ts';
import { isHarmlessValue, isSecretKey } from './secret-key.ts';

/** `name =` and `name:`, quoted or not, as in logs, shell lines, YAML, query strings, and metric labels. */
const assignedName: RegExp = /(["']?)([A-Za-z_][A-Za-z0-9_.-]{0,80})\1([ \t]{0,8}(?:=>|:=|=|:)[ \t]{0,8})/g;

/** What stands after the separator; a quoted value may have lost its closing quote to a cut. */
const assignedValue: RegExp = /\\+"[^"\\\n]*\\*"?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[^\s,;&"'(){}[\]]+/y;

/** The same inside a string that was escaped: `\"password\":\"…\"`. */
const escapedAssignment: RegExp = /(\\+")([A-Za-z_][A-Za-z0-9_.-]{0,80})\1(\s*:\s*)\1((?:(?!\1).)*)\1/g;

/** `--name value`, where the value is the next word. */
const flag: RegExp = /(^|\s)(--?[A-Za-z][A-Za-z0-9_.-]{2,80})(\s+)("[^"\n]*"|'[^'\n]*'|[^\s"'-][^\s"']*)/g;

/** `PASSWORD = 'x'` of SQL (`IDENTIFIED BY 'x'`) and prose (`password is x`) that no assignment shows. */
const spoken: RegExp =
  /\b(identified\s+by|password\s+is|passwd\s+is|token\s+is|secret\s+is)(\s+)("[^"\n]*"|'[^'\n]*'|\S+)/gi;

/** Words that follow `token:` in an error message; they tell what is wrong, and are no token. */
const plainWords: ReadonlySet<string> = new Set(
  'a an the is was has not no could cannot unable failed failure error invalid expired missing secret configmap object key references required unauthorized unauthenticated forbidden denied authentication incorrect wrong bad unknown empty malformed rejected refused revoked mismatch undefined context dial connection rpc open eof timeout unexpected must should'.split(
    ' ',
  ),
);

function unquote(value: string): string {
  return value.replace(/^(\\*["'])([\s\S]*?)\1?$/, '$2');
}

function requote(value: string): string {
  const quote = /^\\*["']/.exec(value)?.[0] ?? '';
  return `${quote}${redacted}${quote}`;
}

function isKept(separator: string, value: string): boolean {
  const text = unquote(value);
  if (isHarmlessValue(text) || text === redacted) return true;
  return separator.includes(':') && value === text && plainWords.has(text.toLowerCase());
}

/** Goes from name to name, so that a value is also searched for names: `msg="password=…"`. */
function scrubAssigned(text: string): string {
  let clean = '';
  let done = 0;
  assignedName.lastIndex = 0;
  for (let name = assignedName.exec(text); name !== null; name = assignedName.exec(text)) {
    const [, , key = '', separator = ''] = name;
    if (!isSecretKey(key)) continue;
    assignedValue.lastIndex = assignedName.lastIndex;
    const value = assignedValue.exec(text)?.[0];
    if (value === undefined || isKept(separator, value)) continue;
    clean += `${text.slice(done, assignedName.lastIndex)}${requote(value)}`;
    done = assignedValue.lastIndex;
    assignedName.lastIndex = done;
  }
  return clean + text.slice(done);
}

/** Redacts the values of names that stand for secrets. */
export function scrubAssignments(text: string): string {
  const isSecret = (key: string, value: string): boolean => isSecretKey(key) && !isHarmlessValue(unquote(value));
  const unescaped = text.replace(escapedAssignment, (whole, quote, key, separator, value) =>
    isSecret(key, value) ? `${quote}${key}${quote}${separator}${quote}${redacted}${quote}` : whole,
  );
  return scrubAssigned(unescaped)
    .replace(flag, (whole, before, key, space, value) =>
      isSecret(key, value) ? `${before}${key}${space}${requote(value)}` : whole,
    )
    .replace(spoken, (whole, words, space, value) =>
      plainWords.has(value.toLowerCase()) ? whole : `${words}${space}${requote(value)}`,
    );
}
