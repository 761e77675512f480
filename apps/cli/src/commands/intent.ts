import { Args, Flags } from '@oclif/core';
import { createRecordContext } from '../audit/record-context.ts';
import { recordReadings } from '../audit/record-readings.ts';
import { BaseCommand, targetFlags } from '../base-command.ts';
import { openReader } from '../composition/reader.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { type ReadQuestion, readIntentFile } from '../intent-file.ts';
import { renderIntent } from '../intent-view.ts';
import { withAuditLog } from '../state.ts';

export default class Intent extends BaseCommand {
  static override summary = 'Only read a question; plan and run nothing.';
  static override description =
    'Says which playbook a question leads to, which environment and which names it holds. With --file it answers many, in order, as lines of JSON.';
  static override examples = [
    { description: 'One question', command: '<%= config.bin %> intent "why is checkout restarting in prod?"' },
    { description: 'Many', command: '<%= config.bin %> intent --file questions.jsonl' },
  ];
  static override args = { question: Args.string({ description: 'the question, in plain words' }) };
  static override flags = {
    parser: targetFlags.parser,
    file: Flags.string({ description: 'read many: lines of {"id","question"}, answered in order', helpValue: 'FILE' }),
  };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Intent);
    const onNote = (note: string): unknown => flags.quiet || process.stderr.write(`${note}\n`);
    const reader = await openReader({ paths: this.paths, assets: this.assets, parser: flags.parser, onNote });
    const answer = async (read: ReadQuestion): Promise<void> => {
      if (flags.file !== undefined) return this.readFile(flags.file, read, flags.quiet);
      const outcome = await read(argv.join(' '));
      this.print(renderIntent(outcome, flags.output));
      process.exitCode = outcome.kind === 'matched' ? exitStatus.ok : exitStatus.notUnderstood;
    };
    try {
      // The local reader decides nothing and touches nothing.
      if (!reader.asksModel) return await answer(reader.read);
      const context = createRecordContext(this.config.version);
      await withAuditLog(this.paths, (log) => answer(recordReadings(log, context, reader.read)));
    } finally {
      reader.close();
    }
  }

  private async readFile(file: string, read: ReadQuestion, quiet: boolean): Promise<void> {
    const bad: number[] = [];
    for await (const line of readIntentFile(file, read)) {
      this.print(`${line.text}\n`);
      if (line.bad !== null) bad.push(line.bad);
    }
    if (bad.length === 0 || quiet) return;
    const shown = bad.slice(0, 20).join(', ');
    process.stderr.write(
      `Lines that could not be read: ${shown}${bad.length > 20 ? ` and ${bad.length - 20} more` : ''}\n`,
    );
  }
}
