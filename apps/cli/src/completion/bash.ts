import type { Choices, Line, LineFlag } from './line.ts';

/** A completion script for bash, also for the 3.2 of macOS: no associative arrays, no helper package. */
export function toBash(lines: readonly Line[]): string {
  return `# bash completion for cloudops
# Install: cloudops completion bash > ~/.local/share/bash-completion/completions/cloudops
_cloudops() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local line='' word position next flags argument
  COMPREPLY=()
  for ((position = 1; position < COMP_CWORD; position++)); do
    word=\${COMP_WORDS[position]}
    _cloudops_line "$line"
    case " $next " in
      *" $word "*) line="\${line:+$line }$word" ;;
    esac
  done
  _cloudops_line "$line"
  if [[ $previous == -* ]] && _cloudops_value "$line" "$previous"; then
    _cloudops_choose "$argument"
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ -n $next ]]; then
    COMPREPLY=($(compgen -W "$next" -- "$current"))
  else
    _cloudops_choose "$argument"
  fi
}

_cloudops_choose() {
  case $1 in
    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
    values:*) COMPREPLY=($(compgen -W "$(cloudops completion values "\${1#values:}" 2>/dev/null)" -- "$current")) ;;
    words:*) COMPREPLY=($(compgen -W "\${1#words:}" -- "$current")) ;;
  esac
}

_cloudops_line() {
  next='' flags='' argument=''
  case $1 in
${lines.map(toCase).join('')}  esac
}

_cloudops_value() {
  argument=''
  case "$1 $2" in
${lines.flatMap((line) => line.flags.map((flag) => toValueCase(line, flag))).join('')}    *) return 1 ;;
  esac
}

complete -F _cloudops cloudops
`;
}

function toCase({ words, next, flags, argument }: Line): string {
  const names = flags.map((flag) => `--${flag.name}`).join(' ');
  return `    '${words}') next='${next.join(' ')}' flags='${names}' argument='${toWord(argument)}' ;;\n`;
}

function toValueCase({ words }: Line, { name, char, value }: LineFlag): string {
  if (value === null) return '';
  const names = [`--${name}`, ...(char === null ? [] : [`-${char}`])].map((flag) => `'${words} ${flag}'`);
  return `    ${names.join(' | ')}) argument='${toWord(value)}' ;;\n`;
}

function toWord(choices: Choices): string {
  switch (choices.kind) {
    case 'words':
      return `words:${choices.words.join(' ')}`;
    case 'values':
      return `values:${choices.of}`;
    case 'files':
      return 'files';
    case 'nothing':
      return '';
  }
}
