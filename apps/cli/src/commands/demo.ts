import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { listWorlds } from '../composition/worlds.ts';
import { listDemoWorlds, renderDemo } from '../demo.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { renderListing } from '../output.ts';

export default class Demo extends BaseCommand {
  static override summary = 'A tour of recorded clusters and accounts.';
  static override description =
    'Asks recordings of four clusters and of three AWS accounts what is wrong, through the same code that reads a live one. Needs no cluster, no account and no key.';
  static override examples = [
    { description: 'The whole tour', command: '<%= config.bin %> demo' },
    { description: 'Which recordings there are', command: '<%= config.bin %> demo --list' },
  ];
  static override flags = { list: Flags.boolean({ description: 'only list the worlds' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const { paths, assets } = this;
    const screen = this.screen(flags);
    if (flags.list) {
      const rows = await listWorlds([assets.worlds, paths.userWorlds]);
      const columns = [
        { header: 'WORLD', value: (row: (typeof rows)[number]) => row.name },
        { header: 'FILE', value: (row: (typeof rows)[number]) => row.file, overflow: 'middle' as const },
      ];
      this.print(
        renderListing({ name: 'worlds', rows, columns, empty: 'No world is recorded.' }, flags.output, screen),
      );
      return;
    }
    const worlds = await listDemoWorlds(assets);
    const onInterrupted = (): void => {
      process.exitCode = exitStatus.interrupted;
    };
    const context = { paths, assets, toolVersion: this.config.version, flags, onInterrupted };
    for await (const text of renderDemo(worlds, context, screen)) this.print(text);
  }
}
