import type { EngineOptions } from './engine-options.ts';
import type { Investigation } from './investigation.ts';
import { createRecords } from './records.ts';

/** A world that is about to be written. */
export interface RecordedWorld {
  readonly name: string;
  /** `sha256:` of the file's bytes. */
  readonly digest: string;
}

/** Appends `world.recorded` after the last record of the investigation; `extra` names the world and its digest. */
export async function writeWorldRecord(
  { intent, plan, decision, run, summary }: Investigation,
  { name, digest }: RecordedWorld,
  options: EngineOptions,
): Promise<void> {
  await createRecords(options, summary.audit_ids.at(-1)).write({
    event: 'world.recorded',
    question: intent.question,
    ...(plan === null ? {} : { plan }),
    ...(decision === null ? {} : { decision }),
    ...(run === null ? {} : { runId: run.id }),
    status: 'recorded',
    extra: { world: name, digest },
  });
}
