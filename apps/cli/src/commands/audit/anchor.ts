import { createAnchors } from '../../audit/create-anchors.ts';
import { renderAnchoring, toAnchoringExit } from '../../audit/render-anchoring.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditAnchor extends BaseCommand {
  static override description =
    'Keep the checkpoint outside: in the configured files, git repositories, S3 buckets, witnesses (audit.anchors).';

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
