import { readFile } from 'node:fs/promises';
import { checkPlaybook, formatProblem } from '@cloudops/playbooks';
import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { type Checks, describeChecks, readCatalog } from '../../composition/catalog.ts';
import { renderJson } from '../../output.ts';
import { readPlugins } from '../../plugins/installed-plugins.ts';

export default class PlaybooksValidate extends BaseCommand {
  static override summary = 'Check playbook files.';
  static override description =
    'Names file, line and column of what is wrong, the nearest name where one is mistyped, and exits with 2.';
  static override examples = [
    { description: 'All that are loaded', command: '<%= config.bin %> playbooks validate' },
    { description: 'One file', command: '<%= config.bin %> playbooks validate .cloudops/playbooks/mine.yaml' },
  ];
  static override args = { file: Args.string({ description: 'a playbook file; all loaded playbooks when left out' }) };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(PlaybooksValidate);
    const files = argv.map(String);
    const checked = files.length === 0 ? await this.checkLoaded(flags) : await this.checkFiles(files);
    const text = checked.map((file) => `ok  ${escapeForTerminal(file, { maximum: 2000 })}\n`).join('');
    this.print(flags.output === 'json' ? renderJson({ valid: checked }) : text);
  }

  private async checkLoaded(flags: { readonly quiet: boolean }): Promise<readonly string[]> {
    const { entries } = await readCatalog(this.assets, this.paths, { onNote: this.noteUnless(flags) });
    return entries.map((entry) => `${entry.playbook.metadata.name} (${entry.origin})`);
  }

  private async checkFiles(files: readonly string[]): Promise<readonly string[]> {
    const checks = await describeChecks(this.assets, await readPlugins(this.place));
    return Promise.all(files.map((file) => checkFile(file, checks)));
  }
}

async function checkFile(file: string, checks: Checks): Promise<string> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new CloudOpsError({
      code: 'PLAYBOOK_INVALID',
      message: `The playbook ${file} cannot be read: ${whyUnread(cause)}.`,
      nextSteps: ['Check its path and its permissions.', 'See the playbooks that are loaded: cloudops playbooks list'],
      cause,
    });
  });
  const checked = checkPlaybook(bytes, file, checks);
  if (checked.kind === 'valid') return file;
  throw invalid(checked.problems.map(formatProblem).join('\n'));
}

function whyUnread({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? 'there is no such file' : message;
}

function invalid(message: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAYBOOK_INVALID',
    message,
    nextSteps: ['See the schema: cloudops playbooks schema'],
  });
}
