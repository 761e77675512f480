import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { escapeForTerminal } from '@cloudops/report';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { openWorld } from '../../composition/worlds.ts';
import { worldFlags } from '../../demo.ts';
import { exitStatus } from '../../errors/exit-status.ts';
import { ask } from '../../investigation/ask.ts';
import { renderJson } from '../../output.ts';
import { compareReport, type Expectation, readExpectations } from '../../playbook-tests/expectation.ts';

interface TestResult {
  readonly world: string;
  readonly problems: readonly string[];
}

export default class PlaybooksTest extends BaseCommand {
  static override summary = 'Run playbooks on recorded worlds, and compare.';
  static override description =
    'Each expectation names a world and the first cause that is to be found there. Exits with 1 when one is not met.';
  static override examples = [
    { description: 'The shipped expectations', command: '<%= config.bin %> playbooks test' },
    { description: 'Your own', command: '<%= config.bin %> playbooks test --file expectations.yaml' },
  ];
  static override flags = {
    file: Flags.string({ description: 'expectations to use instead of the shipped ones', helpValue: 'FILE' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PlaybooksTest);
    const file = flags.file ?? join(this.assets.worlds, 'expectations.yaml');
    const results: TestResult[] = [];
    let isInterrupted = false;
    for (const expected of await readExpectations(file)) {
      const tested = await this.test(expected, dirname(file), flags);
      isInterrupted = tested === 'interrupted';
      if (tested === 'interrupted') break;
      results.push(tested);
    }
    const text = results.map(
      ({ world, problems }) => `${problems.length === 0 ? 'ok    ' : 'FAILED'} ${toLine(world, problems)}\n`,
    );
    this.print(flags.output === 'json' ? renderJson({ results }) : text.join(''));
    const isGood = results.every(({ problems }) => problems.length === 0);
    process.exitCode = isInterrupted ? exitStatus.interrupted : isGood ? exitStatus.ok : exitStatus.unexpected;
  }

  private async test(
    expected: Expectation,
    folder: string,
    flags: Parameters<typeof worldFlags>[0],
  ): Promise<TestResult | 'interrupted'> {
    const { paths, assets } = this;
    const world = await openWorld(expected.world, [folder, assets.worlds, paths.userWorlds]);
    const beside = join(folder, `${expected.world}.world.json`);
    const path = existsSync(beside) ? beside : expected.world;
    const context = { paths, assets, toolVersion: this.config.version, flags: worldFlags(flags, path) };
    const { investigation, interrupted } = await ask(world.question, context);
    if (interrupted) return 'interrupted';
    return { world: expected.world, problems: compareReport(investigation.report, expected) };
  }
}

function toLine(world: string, problems: readonly string[]): string {
  return escapeForTerminal(`${world} ${problems.join('; ')}`.trimEnd(), { maximum: 2000 });
}
