import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { findPolicies } from '../../policy/find-policies.ts';
import { renderTests } from '../../policy/render-tests.ts';
import { testPolicies, toTestExit } from '../../policy/test-policies.ts';

export default class PolicyTest extends BaseCommand {
  static override summary = 'Ask policies the cases beside them, and compare.';
  static override description =
    'Cases stand in tests/*.yaml beside the policies, or in the files named. With --mutations it makes mistakes in the policies on purpose, and names those that no case notices.';
  static override examples = [
    { description: 'All cases', command: '<%= config.bin %> policy test' },
    { description: 'Which rules does no case guard?', command: '<%= config.bin %> policy test --mutations' },
    { description: 'In CI', command: '<%= config.bin %> policy test cases.yaml --folder policies --min-score 90' },
  ];
  static override strict = false;
  static override flags = {
    folder: Flags.string({ description: 'policies to test instead of those in force', helpValue: 'FOLDER' }),
    mutations: Flags.boolean({
      description: 'make mistakes in the policies on purpose; name those that no case notices',
    }),
    'min-score': Flags.integer({
      description: 'fail when cases notice less of the mistakes than this; implies --mutations',
      helpValue: 'PERCENT',
      min: 0,
      max: 100,
    }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(PolicyTest);
    const tested = await testPolicies({
      policies: findPolicies(flags.folder, this.assets, this.paths),
      files: argv.map(String),
      mutations: flags.mutations,
      minimumScore: flags['min-score'],
    });
    this.print(renderTests(tested, flags.output, this.screen(flags)));
    process.exitCode = toTestExit(tested);
  }
}
