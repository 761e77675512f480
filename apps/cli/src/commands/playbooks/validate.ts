import { readFile } from 'node:fs/promises';
import { checkPlaybook, formatProblem } from '@cloudops/playbooks';
import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { describeChecks, readCatalog } from '../../composition/catalog.ts';
import { renderJson } from '../../output.ts';

export default class PlaybooksValidate extends BaseCommand {
  static override description = 'Check playbook files; names file, line and column of what is wrong.';
  static override args = { file: Args.string({ description: 'a playbook file; all loaded playbooks when left out' }) };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(PlaybooksValidate);
    const files = argv.map(String);
    const checked = files.length === 0 ? await this.checkLoaded() : await Promise.all(files.map(checkFile));
    const text = checked.map((file) => `ok  ${escapeForTerminal(file, { maximum: 2000 })}\n`).join('');
    this.print(flags.output === 'json' ? renderJson({ valid: checked }) : text);
  }

  private async checkLoaded(): Promise<readonly string[]> {
    const { entries } = await readCatalog(this.assets, this.paths);
    return entries.map((entry) => `${entry.playbook.metadata.name} (${entry.origin})`);
  }
}

async function checkFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw invalid(`${file}: ${cause.message}`);
  });
  const checked = checkPlaybook(bytes, file, await describeChecks());
  if (checked.kind === 'valid') return file;
  throw invalid(checked.problems.map(formatProblem).join('\n'));
}

function invalid(message: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAYBOOK_INVALID',
    message,
    nextSteps: ['See the schema: cloudops playbooks schema'],
  });
}
