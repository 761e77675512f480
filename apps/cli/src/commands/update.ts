import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { renderUpdate } from '../update/render-update.ts';
import { runUpdate } from '../update/run-update.ts';

export default class Update extends BaseCommand {
  static override summary = 'Replace the binary by a newer, signed one, or go back.';
  static override description =
    'Fetches the list of releases, believes it only with a signature of a trusted key, checks what it downloads, sees that it starts, and puts it in place in one step; the binary that was there is kept beside it. Nothing is ever fetched without this command. What npm, a Debian package or Homebrew installed is updated by them; it then says how.';
  static override examples = [
    { description: 'Install the newest release', command: '<%= config.bin %> update' },
    { description: 'Only look whether there is one', command: '<%= config.bin %> update --check' },
    { description: 'Go back to the binary from before', command: '<%= config.bin %> update --rollback' },
  ];
  static override flags = {
    check: Flags.boolean({ description: 'only say whether there is a newer release', exclusive: ['rollback'] }),
    to: Flags.string({ description: 'this version, even an older one', helpValue: 'VERSION', exclusive: ['rollback'] }),
    rollback: Flags.boolean({ description: 'go back to the binary that was in use before; fetches nothing' }),
    from: Flags.string({
      description: 'another list of releases than configured; the trusted keys stay',
      helpValue: 'URL',
      exclusive: ['rollback'],
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Update);
    const { quiet, output, check, to, rollback, from } = flags;
    const result = await runUpdate({
      ...{ paths: this.paths, version: this.config.version, packageJson: this.config.pjson, check, rollback },
      ...(to === undefined ? {} : { to }),
      ...(from === undefined ? {} : { from }),
      note: (text) => {
        if (!quiet) process.stderr.write(`${text}\n`);
      },
    });
    this.print(renderUpdate(result, output));
  }
}
