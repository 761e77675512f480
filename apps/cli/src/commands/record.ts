import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { toInvestigationExit } from '../investigation/investigation-exit.ts';
import { questionFlags } from '../investigation/question-flags.ts';
import { recordWorld } from '../investigation/record-world.ts';
import { renderRecorded } from '../investigation/render-recorded.ts';

export default class Record extends BaseCommand {
  static override summary = 'Keep what a real API answered, to be replayed.';
  static override description =
    'Asks a question and writes the answers, without secrets, to a file. Whoever has it can ask again with --world FILE: as a test, a bug report or evidence.';
  static override examples = [
    {
      description: 'Record a bad moment',
      command: '<%= config.bin %> record "why is CPU high in prod?" --name friday',
    },
    {
      description: 'With a title',
      command: '<%= config.bin %> record "why is CPU high in prod?" --name friday --title "Deploy"',
    },
  ];
  static override args = { question: Args.string({ required: true, description: 'the question, in plain words' }) };
  static override flags = {
    ...questionFlags,
    name: Flags.string({
      description: 'name of the world: small letters, digits and dashes',
      required: true,
      helpValue: 'NAME',
    }),
    title: Flags.string({ description: 'one line that says what it shows', helpValue: 'TEXT' }),
    description: Flags.string({ description: 'what was going on', helpValue: 'TEXT' }),
    out: Flags.string({ description: 'file to write; NAME.world.json unless stated', helpValue: 'FILE' }),
    force: Flags.boolean({ description: 'overwrite the file' }),
  };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Record);
    const { paths, assets } = this;
    const context = { paths, assets, toolVersion: this.config.version, flags };
    const recorded = await recordWorld(argv.join(' '), flags, context);
    this.print(renderRecorded(recorded, flags.output, this.screen(flags)));
    process.exitCode = toInvestigationExit(recorded.investigation, flags['fail-on']);
  }
}
