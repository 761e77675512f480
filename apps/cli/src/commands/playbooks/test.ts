import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { openWorld } from '../../composition/worlds.ts';
import { worldFlags } from '../../demo.ts';
import { exitStatus } from '../../errors/exit-status.ts';
import { ask } from '../../investigation/ask.ts';
import { renderJson } from '../../output.ts';
import { compareReport, type Expectation, readExpectations } from '../../playbook-tests/expectation.ts';

export default class PlaybooksTest extends BaseCommand {
  static override description =
    'Run playbooks against recorded worlds and compare their answers with what is expected.';
  static override flags = {
    file: Flags.string({ description: 'expectations to use instead of the shipped ones', helpValue: 'FILE' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(PlaybooksTest);
    const file = flags.file ?? join(this.assets.worlds, 'expectations.yaml');
    const results = [];
    for (const expected of await readExpectations(file)) results.push(await this.test(expected, dirname(file), flags));
    const text = results.map(({ world, problems }) =>
      `${problems.length === 0 ? 'ok    ' : 'FAILED'} ${world} ${problems.join('; ')}`.trimEnd(),
    );
    this.print(flags.output === 'json' ? renderJson({ results }) : `${text.join('\n')}\n`);
    process.exitCode = results.every(({ problems }) => problems.length === 0) ? exitStatus.ok : exitStatus.unexpected;
  }

  private async test(
    expected: Expectation,
    folder: string,
    flags: Parameters<typeof worldFlags>[0],
  ): Promise<{ world: string; problems: readonly string[] }> {
    const { paths, assets } = this;
    const world = await openWorld(expected.world, [folder, assets.worlds, paths.userWorlds]);
    const beside = join(folder, `${expected.world}.world.json`);
    const path = existsSync(beside) ? beside : expected.world;
    const context = { paths, assets, toolVersion: this.config.version, flags: worldFlags(flags, path) };
    const { investigation } = await ask(world.question, context);
    return { world: expected.world, problems: compareReport(investigation.report, expected) };
  }
}
