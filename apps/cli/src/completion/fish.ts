import type { Choices, Line, LineFlag } from './line.ts';

/** A completion script for fish. */
export function toFish(lines: readonly Line[]): string {
  const summaries = new Map(lines.map((line) => [line.words, line.summary]));
  return `# fish completion for cloudops
# Install: cloudops completion fish > ~/.config/fish/completions/cloudops.fish
function __cloudops_line
    set -l line ''
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim -- "$line $word")
        if contains -- "$longer" $__cloudops_lines
            set line $longer
        end
    end
    test "$line" = "$argv[1]"
end

set -g __cloudops_lines ${lines
    .filter(({ words }) => words !== '')
    .map(({ words }) => quote(words))
    .join(' ')}
complete -c cloudops -f
${lines.map((line) => toRules(line, summaries)).join('')}`;
}

function toRules(line: Line, summaries: ReadonlyMap<string, string>): string {
  const here = `complete -c cloudops -n ${quote(`__cloudops_line ${quote(line.words)}`)}`;
  const next = line.next.map((word) => {
    const summary = summaries.get(line.words === '' ? word : `${line.words} ${word}`) ?? '';
    return `${here} -a ${quote(word)} -d ${quote(summary)}\n`;
  });
  const argument = line.next.length === 0 ? toOptions(line.argument) : '';
  const rule = argument === '' ? '' : `${here}${argument}\n`;
  return [...next, rule, ...line.flags.map((flag) => toFlagRule(here, flag))].join('');
}

function toFlagRule(here: string, { name, char, summary, value }: LineFlag): string {
  const short = char === null ? '' : ` -s ${char}`;
  const takes = value === null ? '' : value.kind === 'files' ? ' -r -F' : ` -x${toOptions(value)}`;
  return `${here} -l ${name}${short}${takes} -d ${quote(summary)}\n`;
}

function toOptions(choices: Choices): string {
  switch (choices.kind) {
    case 'words':
      return ` -a ${quote(choices.words.join(' '))}`;
    case 'values':
      return ` -a ${quote(`(cloudops completion values ${choices.of} 2>/dev/null)`)}`;
    case 'files':
      return ' -F';
    case 'nothing':
      return '';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
