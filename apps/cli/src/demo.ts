import { renderReport, wrapText } from '@cloudops/report';
import type { World } from '@cloudops/spec';
import type { Assets } from './composition/assets.ts';
import { listWorlds, openWorld } from './composition/worlds.ts';
import { type AskContext, ask } from './investigation/ask.ts';
import type { QuestionFlags } from './investigation/question-flags.ts';
import type { Screen } from './screen.ts';

type DemoContext = Omit<AskContext, 'flags'> & {
  readonly flags: Pick<QuestionFlags, 'output' | 'no-color' | 'quiet' | 'verbose'>;
  /** Told when the tour ends early. */
  onInterrupted?(): void;
};

/** The order in which the tour tells its story; other shipped worlds follow by name. */
const story = [
  ...['hot-shard', 'noisy-neighbour', 'rollout-regression', 'false-alarm'],
  ...['exposed-account', 'tidy-account', 'bill-with-three-causes'],
];

/** The shipped worlds, in the tour's order. */
export async function listDemoWorlds(assets: Assets): Promise<readonly World[]> {
  const names = (await listWorlds([assets.worlds])).map((world) => world.name);
  const ordered = [...story.filter((name) => names.includes(name)), ...names.filter((name) => !story.includes(name))];
  return Promise.all(ordered.slice(0, story.length).map((name) => openWorld(name, [assets.worlds])));
}

/**
 * The tour, piece by piece as it happens; as JSON one document at the end. An interrupt ends it with what was answered.
 */
export async function* renderDemo(
  worlds: readonly World[],
  context: DemoContext,
  screen: Screen,
): AsyncGenerator<string> {
  const { output } = context.flags;
  const json: unknown[] = [];
  let isInterrupted = false;
  for (const [position, world] of worlds.entries()) {
    if (output === 'human') yield introduce(world, position + 1, worlds.length, screen);
    const asked = await ask(world.question, { ...context, flags: worldFlags(context.flags, world.name) });
    const { report, summary } = asked.investigation;
    if (output === 'json') json.push({ world: world.name, report, run: summary });
    else yield renderReport(report, output, { run: summary, ...screen });
    isInterrupted = asked.interrupted;
    if (isInterrupted) break;
  }
  if (isInterrupted) context.onInterrupted?.();
  if (output === 'json') yield `${JSON.stringify({ schema_version: 1, investigations: json }, null, 2)}\n`;
  if (output === 'human' && !isInterrupted) yield farewell();
}

function introduce(world: World, number: number, total: number, { width, unicode }: Screen): string {
  const rule = (unicode ? '━' : '=').repeat(width);
  const text = wrapText(world.description, width).join('\n');
  const command = `$ cloudops investigate "${world.question}" --world ${world.name}`;
  return `${rule}\n${number} of ${total}: ${world.title}\n${text}\n\n${command}\n\n`;
}

function farewell(): string {
  return [
    'Each answer came from recorded replies, through the same code that reads a live cluster or account: those of',
    'Kubernetes from a real API server, those of AWS from a stand-in for it.',
    '',
    'Next:',
    '  cloudops audit list                               what was asked, decided and done',
    '  cloudops audit verify                             recompute the log and check its signature',
    '  cloudops runs list                                the evidence of each run',
    '  cloudops investigate "why is CPU high in prod?"   the same on your own cluster',
    '  cloudops ask "is anything of ours open to the internet?"',
    '                                                    the same on your own account',
    '',
  ].join('\n');
}

/** The flags of a question that is put to a recorded world: reads only. @param world its name or file. */
export function worldFlags(flags: DemoContext['flags'], world: string): QuestionFlags {
  return {
    ...flags,
    world,
    context: undefined,
    profile: undefined,
    region: undefined,
    // A tour needs no key and no network, whatever is configured.
    parser: 'local',
    scope: undefined,
    namespace: undefined,
    timeout: undefined,
    input: undefined,
    'dry-run': false,
    'read-only': true,
    explain: false,
    'fail-on': undefined,
  };
}
