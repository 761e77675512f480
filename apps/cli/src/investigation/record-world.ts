import { writeFile } from 'node:fs/promises';
import type { Investigation } from '@cloudops/engine';
import { CloudOpsError, type Target } from '@cloudops/spec';
import { createRecorder, createWorld, serializeWorld } from '@cloudops/testkit';
import { systemClock } from '../composition/system-clock.ts';
import { type AskContext, ask } from './ask.ts';

/** How a recording is to be named and kept. */
export interface RecordFlags {
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
}

/** A recording that was written. */
export interface Recorded {
  readonly investigation: Investigation;
  readonly file: string;
  readonly exchanges: number;
}

/**
 * Asks a question with a recorder around the transport, and writes the world.
 * @throws CloudOpsError `WORLD_EXISTS`, `WORLD_EMPTY` when no request was answered, `WORLD_UNWRITABLE`.
 */
export async function recordWorld(question: string, flags: RecordFlags, context: AskContext): Promise<Recorded> {
  const recordedAt = systemClock.now();
  let recorder: ReturnType<typeof createRecorder> | undefined;
  let target: Target | undefined;
  const { investigation } = await ask(question, {
    ...context,
    wrap: (transport, chosen) => {
      recorder = createRecorder(transport, { provider: chosen.provider, clock: systemClock });
      target = chosen;
      return recorder.transport;
    },
  });
  const exchanges = recorder?.exchanges() ?? [];
  if (target === undefined || exchanges.length === 0) throw empty(investigation);
  const world = createWorld(
    {
      name: flags.name,
      title: flags.title ?? flags.name,
      question,
      description: flags.description ?? '',
      targets: [{ ...target, name: `world:${flags.name}` }],
      recorded_at: recordedAt,
      inputs: {},
    },
    exchanges,
  );
  const file = flags.out ?? `${flags.name}.world.json`;
  await write(file, serializeWorld(world), flags.force);
  return { investigation, file, exchanges: exchanges.length };
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx', mode: 0o600 });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CloudOpsError({
      code: exists ? 'WORLD_EXISTS' : 'WORLD_UNWRITABLE',
      message: exists ? `The file ${file} exists already.` : `The world cannot be written: ${(cause as Error).message}`,
      nextSteps: [
        exists ? 'Name another file with --out, or overwrite it with --force.' : 'Name another file with --out.',
      ],
      cause,
    });
  }
}

function empty({ report }: Investigation): CloudOpsError {
  return new CloudOpsError({
    code: 'WORLD_EMPTY',
    message: `Nothing was recorded, since nothing was asked of a cloud. ${report.summary}`,
    nextSteps: ['Check that the question can be answered: cloudops investigate "…"'],
  });
}
