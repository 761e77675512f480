import type { SlotRow, StandbyRow } from '../reads/replication.ts';
import { printable } from '../text/printable.ts';
import { bytes, count, span } from '../text/words.ts';
import { waited } from './blocking.ts';
import { type Draft, fact, type Subject } from './draft.ts';
import { type Facts, settingOf } from './facts.ts';
import { sessionSubject, whoIs } from './sessions.ts';

/** Where the way of the WAL is longest, in words. */
function slowestPart(standby: StandbyRow): string {
  const unsent = standby.unsent_bytes ?? 0;
  const unflushed = (standby.unflushed_bytes ?? 0) - unsent;
  const unreplayed = (standby.unreplayed_bytes ?? 0) - unsent - unflushed;
  if (unreplayed >= unsent && unreplayed >= unflushed)
    return 'It has received the WAL and does not replay it: look there for a paused replay, a delay on purpose, a long query or a slow disk.';
  return unsent >= unflushed
    ? 'The WAL is not sent: look at the network between, and at the standby itself.'
    : 'It was sent and is not written there: look at the disk of the standby.';
}

function toLag(standby: StandbyRow, index: number, facts: Facts): Draft | null {
  const { lag_bytes: mostBytes, lag_sec: mostSec } = facts.thresholds;
  const { application, client, unreplayed_bytes: lag, replay_sec: seconds } = standby;
  const isFar = lag !== null && lag >= mostBytes;
  // Without anything to replay the last delay that was measured stands there for a while.
  const isLate = seconds !== null && seconds >= mostSec && (lag ?? 0) > 0;
  if (!isFar && !isLate) return null;
  const late = seconds === null ? '' : `, ${span(seconds)}`;
  return {
    code: 'PGR-301',
    tier: 'figure',
    subject: { kind: 'Standby', name: application },
    title: `Standby ${printable(application, 60)} is ${bytes(lag ?? 0)}${late} behind`,
    detail: `${client === null ? '' : `It connects from ${client}. `}${slowestPart(standby)}`,
    evidence: [
      fact('replication', `standbys.${index}.unreplayed_bytes`, lag),
      fact('replication', `standbys.${index}.replay_sec`, seconds),
    ],
    data: { behind_bytes: lag, behind_sec: seconds },
  };
}

function slotSubject({ name }: SlotRow): Subject {
  return { kind: 'ReplicationSlot', name };
}

function toSlot(slot: SlotRow, index: number, facts: Facts): Draft | null {
  const { name, kind, active, temporary, retained_bytes: retained, wal_status: status } = slot;
  const evidence = [
    fact('replication', `slots.${index}.active`, active),
    fact('replication', `slots.${index}.retained_bytes`, retained),
    fact('replication', `slots.${index}.wal_status`, status),
  ];
  if (status === 'lost') {
    return {
      code: 'PGR-306',
      tier: 'status',
      subject: slotSubject(slot),
      title: `Replication slot ${printable(name, 60)} has lost the WAL that it needs`,
      detail: `Its consumer cannot go on with this ${kind} slot.`,
      evidence,
    };
  }
  const isPressing = status === 'extended' || status === 'unreserved';
  if (active || temporary || (!isPressing && (retained ?? 0) < facts.thresholds.slot_bytes)) return null;
  const limit = settingOf(facts, 'max_slot_wal_keep_size');
  const isUnbounded = limit === -1;
  const bound = isUnbounded
    ? 'max_slot_wal_keep_size is not set, so that it can fill the disk.'
    : 'Its WAL is bounded by max_slot_wal_keep_size.';
  return {
    code: 'PGR-303',
    tier: 'status',
    severity: isUnbounded ? 'critical' : 'high',
    subject: slotSubject(slot),
    title: `Inactive replication slot ${printable(name, 60)} retains ${bytes(retained ?? 0)} of WAL`,
    detail: `Nobody uses this ${kind} slot. ${limit === null ? '' : bound}`,
    evidence,
    data: { retained_bytes: retained },
  };
}

function findRecovery({ replication, server, thresholds, target, ...facts }: Facts): readonly Draft[] {
  const recovery = replication?.recovery ?? null;
  if (recovery === null) return [];
  const subject: Subject = { kind: 'Server', name: target };
  const { unreplayed_bytes: lag, replayed_sec: seconds, is_paused: isPaused } = recovery;
  const delaySec =
    (settingOf({ replication, server, thresholds, target, ...facts }, 'recovery_min_apply_delay') ?? 0) / 1000;
  // A primary that writes nothing leaves the last transaction old without any delay.
  const isLate = seconds !== null && seconds >= thresholds.lag_sec + delaySec && (lag ?? 0) > 0;
  const isFar = lag !== null && lag >= thresholds.lag_bytes && delaySec === 0;
  const symptom: readonly Draft[] =
    isLate || isFar
      ? [
          {
            code: 'PGR-301',
            tier: 'figure',
            subject,
            title: `This standby has ${bytes(lag ?? 0)} to replay${seconds === null ? '' : `; its newest transaction is ${span(seconds)} old`}`,
            detail: 'It has received the WAL and does not replay it.',
            evidence: [
              fact('replication', 'recovery.unreplayed_bytes', lag),
              fact('replication', 'recovery.replayed_sec', seconds),
            ],
          },
        ]
      : [];
  if (!isPaused) return symptom;
  return [
    {
      code: 'PGR-302',
      tier: 'status',
      subject,
      title: 'Replay is paused on this standby',
      detail: `Queries here see data as of ${seconds === null ? 'an earlier time' : `${span(seconds)} ago`}. SELECT pg_wal_replay_resume() goes on.`,
      evidence: [fact('replication', 'recovery.is_paused', true)],
      explains: [{ code: 'PGR-301', subject }],
    },
    ...symptom,
  ];
}

/** Sessions whose commit waits for a standby. */
function findWaitingCommits({ sessions, thresholds }: Facts): readonly Draft[] {
  return (sessions?.sessions ?? [])
    .flatMap((row, index): readonly Draft[] => {
      const seconds = row.state_sec ?? 0;
      if (row.wait_event !== 'SyncRep' || seconds < thresholds.blocked_sec || waited(row) > 0) return [];
      return [
        {
          code: 'PGS-104',
          tier: 'status',
          subject: sessionSubject(row.pid),
          title: `Session ${row.pid} waits for a synchronous standby for ${span(seconds)}`,
          detail: `Its commit is written here and not confirmed there (${whoIs(row)}).`,
          evidence: [fact('sessions', `sessions.${index}.wait_event`, row.wait_event)],
        },
      ];
    })
    .slice(0, 50);
}

function findMissing(facts: Facts, waiting: readonly Draft[]): readonly Draft[] {
  const { replication, server, thresholds, target } = facts;
  if (replication === null || replication.recovery !== null) return [];
  const streaming = replication.standbys.filter(({ state }) => state === 'streaming');
  // Where states are hidden, nobody is missing for certain.
  if (replication.standbys.some(({ state }) => state === null)) return [];
  const subject: Subject = { kind: 'Server', name: target };
  const wanted = server?.synchronous_standbys ?? '';
  const isSynchronous = streaming.some(({ sync_state: sync }) => sync === 'sync' || sync === 'quorum');
  const evidence = [fact('replication', 'standbys', streaming.length)];
  const unsynchronised: readonly Draft[] =
    wanted === '' || isSynchronous
      ? []
      : [
          {
            code: 'PGR-304',
            tier: 'contradiction',
            subject,
            title: 'No synchronous standby is connected: commits wait',
            detail: `synchronous_standby_names is ${printable(wanted, 100)}; ${count(streaming.length, 'standby')} of another name or state are connected.`,
            evidence: [fact('server', 'synchronous_standbys', wanted), ...evidence],
            explains: waiting.map(({ code, subject: session }) => ({ code, subject: session })),
          },
        ];
  const few: readonly Draft[] =
    streaming.length >= thresholds.standbys
      ? []
      : [
          {
            code: 'PGR-305',
            tier: 'absence',
            subject,
            title: `${streaming.length} of ${thresholds.standbys} expected standbys stream`,
            detail: 'The configuration says how many there are to be (thresholds.standbys).',
            evidence,
          },
        ];
  return [...unsynchronised, ...few];
}

/** Standbys that are behind or missing, slots that retain WAL, and how a standby itself stands. */
export function findReplication(facts: Facts): readonly Draft[] {
  const { standbys = [], slots = [] } = facts.replication ?? {};
  const waiting = findWaitingCommits(facts);
  return [
    ...standbys.flatMap((standby, index) => toLag(standby, index, facts) ?? []),
    ...slots.flatMap((slot, index) => toSlot(slot, index, facts) ?? []),
    ...findRecovery(facts),
    ...waiting,
    ...findMissing(facts, waiting),
  ];
}
