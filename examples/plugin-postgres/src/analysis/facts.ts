import { type UnknownReason, unknownKinds } from '@cloudops/spec';
import { z } from 'zod';
import { type DatabasesOutput, databasesSchema } from '../reads/databases.ts';
import { type IndexesOutput, indexesSchema } from '../reads/indexes.ts';
import { type LayoutOutput, layoutSchema } from '../reads/layout.ts';
import { type LocksOutput, locksSchema } from '../reads/locks.ts';
import { type ReplicationOutput, replicationSchema } from '../reads/replication.ts';
import { type ServerOutput, serverSchema } from '../reads/server.ts';
import { type SessionsOutput, sessionsSchema } from '../reads/sessions.ts';
import { type TablesOutput, tablesSchema } from '../reads/tables.ts';
import type { Thresholds } from '../settings/thresholds.ts';

/** What the reads can be called in an analysis; a playbook's steps have the same ids, so that evidence points to them. */
export type StepName = 'server' | 'sessions' | 'locks' | 'tables' | 'layout' | 'replication' | 'databases' | 'indexes';

/** Names of the reads, in the order in which a reader cares. */
export const stepNames: readonly StepName[] = [
  'server',
  'sessions',
  'locks',
  'tables',
  'layout',
  'replication',
  'databases',
  'indexes',
];

/** One step's evidence as expressions hand it over. */
export interface StepEvidence {
  readonly status: 'present' | 'absent' | 'unknown' | 'skipped';
  readonly output?: unknown;
  readonly reason?: UnknownReason | null | undefined;
}

const reasonSchema: z.ZodType<UnknownReason> = z.object({
  kind: z.enum(unknownKinds as [UnknownReason['kind']]),
  message: z.string(),
  needs: z.string().exactOptional(),
});

const stepSchema: z.ZodType<StepEvidence> = z.object({
  status: z.enum(['present', 'absent', 'unknown', 'skipped']),
  output: z.unknown().optional(),
  reason: reasonSchema.nullable().optional(),
});

const optionalStep = stepSchema.exactOptional();

/** Checks the evidence of steps by their names. */
export const stepsSchema: z.ZodType<Partial<Record<StepName, StepEvidence>>> = z.strictObject({
  server: optionalStep,
  sessions: optionalStep,
  locks: optionalStep,
  tables: optionalStep,
  layout: optionalStep,
  replication: optionalStep,
  databases: optionalStep,
  indexes: optionalStep,
});

/** Why a step's output, or a part of it, is not known. */
export interface Lack {
  readonly step: StepName;
  readonly reason: UnknownReason;
  /** Whether nothing of it is known. */
  readonly isWhole: boolean;
}

/** All that an analysis goes by; null where it was not read. */
export interface Facts {
  readonly target: string;
  readonly thresholds: Thresholds;
  readonly server: ServerOutput | null;
  readonly sessions: SessionsOutput | null;
  readonly locks: LocksOutput | null;
  readonly tables: TablesOutput | null;
  readonly layout: LayoutOutput | null;
  readonly replication: ReplicationOutput | null;
  readonly databases: DatabasesOutput | null;
  readonly indexes: IndexesOutput | null;
  readonly lacks: readonly Lack[];
}

/** What facts are made from. */
export interface FactSources {
  readonly steps: Partial<Record<StepName, StepEvidence>>;
  readonly target: string;
  readonly thresholds: Thresholds;
}

const malformed: UnknownReason = { kind: 'invalid', message: 'its output is not what the read returns' };
const silent: UnknownReason = { kind: 'failed', message: 'it could not be read; no reason was given' };

/** Reads the outputs of steps. What was not asked for is no lack. */
export function toFacts({ steps, target, thresholds }: FactSources): Facts {
  const lacks: Lack[] = [];
  const read = <Output>(step: StepName, schema: z.ZodType<Output>): Output | null => {
    const { status, output, reason } = steps[step] ?? { status: 'skipped' as const };
    if (status === 'skipped') return null;
    const checked = output === undefined || output === null ? null : schema.safeParse(output);
    const isMalformed = checked?.success === false;
    if (status === 'unknown' || isMalformed || checked === null)
      lacks.push({ step, reason: isMalformed ? malformed : (reason ?? silent), isWhole: checked?.success !== true });
    return checked?.success === true ? checked.data : null;
  };
  return {
    target,
    thresholds,
    server: read('server', serverSchema),
    sessions: read('sessions', sessionsSchema),
    locks: read('locks', locksSchema),
    tables: read('tables', tablesSchema),
    layout: read('layout', layoutSchema),
    replication: read('replication', replicationSchema),
    databases: read('databases', databasesSchema),
    indexes: read('indexes', indexesSchema),
    lacks,
  };
}

/** A setting of the server as a number; null where it is not known. */
export function settingOf({ server }: Facts, name: string): number | null {
  return server?.settings[name] ?? null;
}
