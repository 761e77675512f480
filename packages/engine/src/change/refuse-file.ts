import type { EngineOptions } from '../engine-options.ts';
import { createRecords } from '../records.ts';

/**
 * Records that a file was refused before it could be read as a plan.
 * @param code a word such as `plan-unreadable`; no text of the file, which may hold anything.
 */
export async function recordRefusedFile(code: string, engine: EngineOptions): Promise<void> {
  await createRecords(engine).write({ event: 'plan.refused', question: '', status: code });
}
