/** What a Containerfile makes of its last stage, and how. */
export interface Containerfile {
  readonly arguments: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

/** One stage. */
export interface Stage {
  readonly from: string;
  readonly workFolder: string;
  readonly run: readonly string[];
  readonly copy: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly entrypoint: readonly string[];
}

type Instruction = readonly [name: string, rest: string];

/** Reads the instructions that ours uses. @throws TypeError for any other. */
export function parseContainerfile(text: string): Containerfile {
  const starts: Instruction[][] = [];
  const given: Record<string, string> = {};
  for (const [name, rest] of instructionsOf(text)) {
    if (name === 'FROM') starts.push([[name, rest]]);
    else if (starts.length > 0) starts.at(-1)?.push([name, rest]);
    else if (name === 'ARG') Object.assign(given, pairsOf(rest));
    else throw new TypeError(`${name} stands before FROM`);
  }
  return { arguments: given, stages: starts.map(toStage) };
}

function instructionsOf(text: string): readonly Instruction[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
      return [name, rest] as const;
    });
}

function toStage(instructions: readonly Instruction[]): Stage {
  const all = (name: string): string[] => instructions.flatMap(([one, rest]) => (one === name ? [rest] : []));
  const known = ['FROM', 'WORKDIR', 'RUN', 'COPY', 'ENV', 'USER', 'ENTRYPOINT', 'CMD'];
  const unknown = instructions.find(([name]) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`${unknown[0]} is not known here`);
  return {
    from: all('FROM')[0] ?? '',
    workFolder: all('WORKDIR').at(-1) ?? '/',
    run: all('RUN'),
    copy: all('COPY'),
    environment: Object.assign({}, ...all('ENV').map(pairsOf)) as Record<string, string>,
    user: all('USER').at(-1) ?? null,
    entrypoint: JSON.parse(all('ENTRYPOINT').at(-1) ?? '[]') as string[],
  };
}

function pairsOf(text: string): Record<string, string> {
  const pairs = text.split(/\s+/).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
