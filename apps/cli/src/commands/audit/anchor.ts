import { createAnchors } from '../../audit/create-anchors.ts';
import { renderAnchoring, toAnchoringExit } from '../../audit/render-anchoring.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditAnchor extends BaseCommand {
  static override summary = 'Keep the log’s checkpoint outside of this machine.';
  static override description =
    'Sends the signed checkpoint to the places under audit.anchors in the configuration: files, git repositories, S3 buckets, witnesses. From then on nobody can rewrite what came before without being found out.';
  static override examples = [
    { description: 'Anchor it everywhere that is configured', command: '<%= config.bin %> audit anchor' },
    { description: 'From cron: one line of JSON for each place', command: '<%= config.bin %> audit anchor -o jsonl' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditAnchor);
    const result = await withAuditLog(this.paths, async (log, open) => ({
      outcomes: await log.anchor(createAnchors(open)),
      anchorage: await log.anchorage(),
    }));
    this.print(renderAnchoring(result, flags.output, this.screen(flags)));
    process.exitCode = toAnchoringExit(result.outcomes);
  }
}
