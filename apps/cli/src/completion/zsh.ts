import type { Choices, Line, LineFlag } from './line.ts';

/** A completion script for zsh. */
export function toZsh(lines: readonly Line[]): string {
  const summaries = new Map(lines.map((line) => [line.words, line.summary]));
  return `#compdef cloudops
# zsh completion for cloudops
# Install: cloudops completion zsh > a folder of $fpath, as _cloudops
_cloudops() {
  local line='' word
  local -a next flags
  local argument=''
  local position
  for ((position = 2; position < CURRENT; position++)); do
    word=\${words[position]}
    _cloudops_line "$line"
    if (( \${next[(I)\${(q)word}:*]} )); then line="\${line:+$line }$word"; fi
  done
  _cloudops_line "$line"
  if [[ \${words[CURRENT-1]} == -* ]] && _cloudops_value "$line" "\${words[CURRENT-1]}"; then
    _cloudops_choose "$argument"
  elif [[ \${words[CURRENT]} == -* ]]; then
    _describe -o flag flags
  elif (( $#next )); then
    _describe command next
  else
    _cloudops_choose "$argument"
  fi
}

_cloudops_choose() {
  case $1 in
    files) _files ;;
    values:*) local -a found; found=(\${(f)"$(cloudops completion values \${1#values:} 2>/dev/null)"}); compadd -a found ;;
    words:*) compadd -- \${=1#words:} ;;
  esac
}

_cloudops_line() {
  next=() flags=() argument=''
  case $1 in
${lines.map((line) => toCase(line, summaries)).join('')}  esac
}

_cloudops_value() {
  argument=''
  case "$1 $2" in
${lines.flatMap((line) => line.flags.map((flag) => toValueCase(line, flag))).join('')}    *) return 1 ;;
  esac
}

if [[ $funcstack[1] == _cloudops ]]; then _cloudops "$@"; else compdef _cloudops cloudops; fi
`;
}

function toCase(line: Line, summaries: ReadonlyMap<string, string>): string {
  const next = line.next.map((word) => {
    const summary = summaries.get(line.words === '' ? word : `${line.words} ${word}`) ?? '';
    return quote(`${word}:${summary}`);
  });
  const flags = line.flags.map(({ name, summary }) => quote(`--${name}:${summary}`));
  return `    ${quote(line.words)})
      next=(${next.join(' ')})
      flags=(${flags.join(' ')})
      argument=${quote(toWord(line.argument))} ;;
`;
}

function toValueCase({ words }: Line, { name, char, value }: LineFlag): string {
  if (value === null) return '';
  const names = [`--${name}`, ...(char === null ? [] : [`-${char}`])].map((flag) => quote(`${words} ${flag}`));
  return `    ${names.join(' | ')}) argument=${quote(toWord(value))} ;;\n`;
}

function toWord(choices: Choices): string {
  if (choices.kind === 'words') return `words:${choices.words.join(' ')}`;
  if (choices.kind === 'values') return `values:${choices.of}`;
  return choices.kind === 'files' ? 'files' : '';
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
