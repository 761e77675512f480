import { createHash } from 'node:crypto';
import type { Investigation } from '@cloudops/engine';
import { CloudOpsError, type JsonObject, type Target, type World } from '@cloudops/spec';
import { createRecorder, createWorld, type Recorder, serializeWorld } from '@cloudops/testkit';
import { systemClock } from '../composition/system-clock.ts';
import { type AskContext, ask } from './ask.ts';
import { recordedInputs } from './recorded-inputs.ts';
import { assertWorldWritable, writeWorld } from './world-file.ts';

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
 * Asks a question with recorders around the transports, and writes the world once the audit log holds its record.
 * @throws CloudOpsError `WORLD_NAME_INVALID`, `WORLD_EXISTS` and `WORLD_UNWRITABLE` before anything is asked;
 * `WORLD_AMBIGUOUS` when two servers have one name; `WORLD_EMPTY` when no request was answered.
 */
export async function recordWorld(question: string, flags: RecordFlags, context: AskContext): Promise<Recorded> {
  assertName(flags.name);
  const file = flags.out ?? `${flags.name}.world.json`;
  await assertWorldWritable(file, flags.force);
  const recorded_at = systemClock.now();
  const recorders = new Map<string, Recorder>();
  const targets = new Map<string, Target>();
  const connections: Record<string, JsonObject> = {};
  let exchanges: World['exchanges'] = [];
  const { investigation } = await ask(question, {
    ...context,
    wrap: (transport, provider, chosen) => {
      if (recorders.has(provider)) throw ambiguous(provider);
      const recorder = createRecorder(transport, { provider, clock: systemClock });
      recorders.set(provider, recorder);
      targets.set(chosen.provider, { ...chosen, name: `world:${flags.name}` });
      return recorder.transport;
    },
    onConnected: (provider, connection) => {
      connections[provider] = connection;
    },
    conclude: async (answer, { engine, catalog }) => {
      exchanges = [...recorders.values()].flatMap((recorder) => recorder.exchanges());
      if (exchanges.length === 0) throw empty(answer);
      const inputs = recordedInputs(answer, catalog, context.flags);
      const meta = {
        ...{ ...describe(flags), question, targets: [...targets.values()], recorded_at, inputs },
        ...(Object.keys(connections).length === 0 ? {} : { connections }),
      };
      const text = serializeWorld(createWorld(meta, exchanges));
      const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
      await engine.recordWorld(answer, { name: flags.name, digest });
      await writeWorld(file, text, flags.force);
    },
  });
  return { investigation, file, exchanges: exchanges.length };
}

function describe({ name, title, description }: RecordFlags): Pick<World, 'name' | 'title' | 'description'> {
  return { name, title: title ?? name, description: description ?? '' };
}

function assertName(name: string): void {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return;
  throw new CloudOpsError({
    code: 'WORLD_NAME_INVALID',
    message: `The name "${name}" cannot be that of a world.`,
    nextSteps: ['Use small letters, digits and dashes, beginning with a letter: --name friday-spike'],
  });
}

/** A world tells its answers apart by name: a plugin's Prometheus, say, from the one beside a cluster. */
function ambiguous(name: string): CloudOpsError {
  return new CloudOpsError({
    code: 'WORLD_AMBIGUOUS',
    message: `Nothing was recorded: two of the servers that this question asks are called "${name}".`,
    nextSteps: ['Ask something that needs one of them, or record without that plugin.'],
  });
}

function empty({ kind, report }: Investigation): CloudOpsError {
  if (kind === 'unreachable') {
    return new CloudOpsError({
      code: 'CLUSTER_UNREACHABLE',
      message: `Nothing was recorded. ${report.summary}`,
      nextSteps: report.not_checked.map(({ needs }) => needs).filter((needs) => needs !== ''),
    });
  }
  return new CloudOpsError({
    code: 'WORLD_EMPTY',
    message: 'Nothing was recorded, since nothing was asked of a cloud.',
    nextSteps: ['Leave --world out, and ask something that can be answered: cloudops investigate "…"'],
  });
}
