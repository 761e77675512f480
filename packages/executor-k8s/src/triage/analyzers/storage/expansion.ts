import { quantityOf } from '../../../evidence/quantity.ts';
import { conditionOf, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { quote, span } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { bytes } from '../scheduling/amount.ts';

const failing: TriageFindingDefinition = {
  code: 'STO-114',
  title: 'Volume cannot be expanded',
  role: 'fault',
  severity: 'medium',
  decided:
    'A bound claim asks for more than it has, and a resize failed: a condition ControllerResizeError or NodeResizeError, a status …ResizeInfeasible, or VolumeResizeFailed within the hour.',
  thresholds: { minutes: 60 },
  source: 'Kubernetes 1.36, expand_controller.go, core/v1 PersistentVolumeClaimConditionType',
  remedy: 'See the message of the driver. A claim may be set back to any size above the one it has.',
};
const waiting: TriageFindingDefinition = {
  code: 'STO-115',
  title: 'Expansion waits for a pod to start',
  role: 'hint',
  severity: 'low',
  decided:
    'A bound claim asks for more than it has, and FileSystemResizePending is True for 10 minutes or more: the volume has grown, its file system grows when a pod mounts it.',
  thresholds: { minutes: 10 },
  source: 'Kubernetes, "Resizing a volume containing a file system"',
  remedy: 'Restart a pod that uses the claim.',
};
const events: ReadonlySet<string> = new Set([
  'VolumeResizeFailed',
  'FileSystemResizeFailed',
  'ExternalExpandingFailed',
]);
const hourMs = 3_600_000;
const patienceMs = 600_000;

/** Claims that were to grow. */
export const expansion: Analyzer = {
  name: 'expansion',
  topic: 'health',
  definitions: [failing, waiting],
  inspect: (snapshot) => ({
    drafts: snapshot
      .all('claims')
      .filter(({ raw }) => textAt(raw, 'status', 'phase') === 'Bound' && lacks(raw))
      .flatMap((claim) => judge(snapshot, claim) ?? []),
  }),
};

function lacks(raw: unknown): boolean {
  const wanted = quantityOf(valueAt(raw, 'spec', 'resources', 'requests', 'storage'));
  const has = quantityOf(valueAt(raw, 'status', 'capacity', 'storage'));
  return wanted !== null && has !== null && wanted > has;
}

function judge(snapshot: Snapshot, claim: Entity): Draft | null {
  const { raw } = claim;
  const failed = ['ControllerResizeError', 'NodeResizeError'].find(
    (type) => textAt(conditionOf(raw, type)?.raw, 'status') === 'True',
  );
  const state = textAt(raw, 'status', 'allocatedResourceStatuses', 'storage');
  const event = snapshot
    .eventsOf(claim.key)
    .find(
      ({ reason, lastAt }) =>
        events.has(reason) && (lastAt === null || snapshot.now === null || snapshot.now - lastAt <= hourMs),
    );
  if (failed !== undefined || state.endsWith('Infeasible') || event !== undefined)
    return describe(snapshot, { claim, type: failed ?? '', event: event ?? null, definition: failing });
  const pending = conditionOf(raw, 'FileSystemResizePending')?.raw;
  const since = timeAt(pending, 'lastTransitionTime');
  const isLong = since !== null && snapshot.now !== null && snapshot.now - since >= patienceMs;
  if (textAt(pending, 'status') !== 'True' || !isLong) return null;
  return describe(snapshot, { claim, type: 'FileSystemResizePending', event: null, definition: waiting });
}

interface Growing {
  readonly claim: Entity;
  /** The condition that says so; empty without one. */
  readonly type: string;
  readonly event: WarningEvent | null;
  readonly definition: TriageFindingDefinition;
}

function describe(snapshot: Snapshot, { claim, type, event, definition }: Growing): Draft {
  const { raw, namespace, name } = claim;
  const condition = type === '' ? null : conditionOf(raw, type);
  const since = timeAt(condition?.raw, 'lastTransitionTime') ?? event?.firstAt ?? null;
  const size = (...path: readonly string[]): string => bytes(quantityOf(valueAt(raw, ...path)) ?? 0);
  const words = event?.message ?? textAt(condition?.raw, 'message');
  return draft({
    code: definition.code,
    role: definition.role,
    tier: event === null ? 'status' : 'message',
    severity: definition.severity,
    subject: claim,
    title: `Claim ${namespace}/${name} is to grow from ${size('status', 'capacity', 'storage')} to ${size('spec', 'resources', 'requests', 'storage')} and ${definition === failing ? 'cannot' : 'waits for a pod to start'}`,
    detail: `${quote(words) || type}${since === null || snapshot.now === null ? '' : ` For ${span(snapshot.now - since)}.`}`,
    evidence: [
      ...snapshot.cite(
        claim,
        ['spec', 'resources', 'requests', 'storage'],
        ['status', 'capacity', 'storage'],
        ['status', 'allocatedResourceStatuses', 'storage'],
        ...(condition === null ? [] : [['status', 'conditions', condition.index, 'message']]),
      ),
      ...(event === null ? [] : snapshot.cite(event, ['message'])),
    ],
    since: isoTime(since),
  });
}
