import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { toBash } from '../completion/bash.ts';
import { toFish } from '../completion/fish.ts';
import { toLines } from '../completion/line.ts';
import { toZsh } from '../completion/zsh.ts';

const shells = { bash: toBash, zsh: toZsh, fish: toFish } as const;

export default class Completion extends BaseCommand {
  static override summary = 'Print what lets a shell complete lines.';
  static override description =
    'Completes commands, flags and their values; names of playbooks, recorded worlds and runs are looked up as you type.';
  static override examples = [
    { description: 'For bash', command: '<%= config.bin %> completion bash >> ~/.bash_completion' },
    { description: 'For zsh', command: '<%= config.bin %> completion zsh > ~/.zsh/completions/_cloudops' },
    {
      description: 'For fish',
      command: '<%= config.bin %> completion fish > ~/.config/fish/completions/cloudops.fish',
    },
  ];
  static override args = {
    shell: Args.custom<keyof typeof shells>({
      options: ['bash', 'zsh', 'fish'] as const,
      description: 'bash, zsh or fish',
    })({
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const { commands, topics } = this.config;
    this.print(shells[args.shell](toLines({ commands, topics })));
  }
}
