import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { valueKinds } from '../../completion/line.ts';
import { listValues } from '../../completion/list-values.ts';

export default class CompletionValues extends BaseCommand {
  static override hidden = true;
  static override description = 'List what a word can be, one a line; what completion scripts call.';
  static override args = {
    kind: Args.custom<(typeof valueKinds)[number]>({ options: [...valueKinds], description: 'of which kind' })({
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(CompletionValues);
    const values = await listValues(args.kind, this.assets, this.paths);
    // What holds more than a name would be split or run by a shell.
    const names = values.filter((value) => /^[\w.@:-]+$/.test(value));
    this.print(names.map((name) => `${name}\n`).join(''));
  }
}
