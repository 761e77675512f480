import { createApproval, encodePae, type Signer } from '@cloudops/approval';
import { bindChange } from '@cloudops/planner';
import {
  type Action,
  type AuditEvent,
  defineAction,
  type Envelope,
  type Plan,
  type PlanFile,
  type PlannedChange,
  type Provider,
} from '@cloudops/spec';
import { expect } from 'vitest';
import type { Investigation, InvestigationKind } from '../investigation.ts';
import type { ChangeBench } from './change-bench.ts';

const signal = AbortSignal.timeout(120_000);

/** Plans a change of the bench's world, as it would be saved. */
export async function save(
  { engine }: Pick<ChangeBench, 'engine'>,
  inputs: Readonly<Record<string, string | number>> = { name: 'api', replicas: 5 },
): Promise<PlanFile> {
  const { file, report } = await engine.triage('memory-scale', 'a change', { signal, inputs, dryRun: true });
  if (file === null) throw new TypeError(report.summary);
  return file;
}

/** Applies a file. */
export function apply({ engine }: Pick<ChangeBench, 'engine'>, file: PlanFile): Promise<Investigation> {
  return engine.apply(file, { signal });
}

/** Signs an approval by hand, with no engine that would ask policy first. */
export async function sign(
  { plan }: PlanFile,
  by: { readonly name: string; readonly signer: Signer },
  now: number = Date.now(),
): Promise<Envelope> {
  const lifetimeMs = 4 * 3_600_000;
  const shown = { shown: 'the plan', toolVersion: 'by hand' };
  return createApproval({ plan, approver: by.name, signer: by.signer, now, lifetimeMs, signal, ...shown });
}

/** The same statement, signed once more as something else than the statement of an approval. */
export async function signAs(
  envelope: Envelope,
  signer: Signer,
  toBytes: (payload: Uint8Array) => Uint8Array,
): Promise<Envelope> {
  const payload = Buffer.from(envelope.payload, 'base64');
  const sig = Buffer.from(await signer.sign(toBytes(payload), signal)).toString('base64');
  return { ...envelope, signatures: [{ keyid: signer.keyId, sig }] };
}

/** What is signed for a payload type. */
export function pae(type: string): (payload: Uint8Array) => Uint8Array {
  return (payload) => encodePae(type, payload);
}

/** What `ssh-keygen -Y sign` signs in a namespace. Source: PROTOCOL.sshsig of OpenSSH. */
export function sshsig(namespace: string): (payload: Uint8Array) => Uint8Array {
  const field = (text: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const head = ['SSHSIG', field(namespace), field(''), field('sha512')];
  return (payload) => Buffer.concat([...head.map((part) => Buffer.from(part)), Buffer.from(payload)]);
}

/** Edits what an envelope states, and keeps its signature. */
export function editPayload(envelope: Envelope, edit: (text: string) => string): Envelope {
  const text = edit(Buffer.from(envelope.payload, 'base64').toString('utf8'));
  return { ...envelope, payload: Buffer.from(text).toString('base64') };
}

/** Edits a plan, and gives it the id that its content gives, as everybody can. */
export function reseal(file: PlanFile, edit: (plan: Plan) => Plan): PlanFile {
  const plan = edit(file.plan);
  return { ...file, plan: bindChange(plan, changeOf(plan)), approvals: [] };
}

/** Edits what a plan says that was seen. */
export function resealChange(file: PlanFile, edit: (change: PlannedChange) => PlannedChange): PlanFile {
  return reseal(file, (plan) => ({ ...plan, change: edit(changeOf(plan)) }));
}

function changeOf({ change }: Plan): PlannedChange {
  if (change === undefined) throw new TypeError('the plan changes nothing');
  return change;
}

/** What an attack has to come to. */
export interface Failure {
  readonly kind: InvestigationKind;
  /** The sentence that explains it. */
  readonly says: RegExp;
  /** The last record. */
  readonly event: AuditEvent;
  readonly status: string;
}

/** Nothing was changed, the answer says what is the matter, and the log holds it; and no run was begun, or its end is there. */
export async function expectFailed(bench: ChangeBench, answer: Investigation, failure: Failure): Promise<void> {
  expect({ kind: answer.kind, summary: answer.report.summary }).toEqual({
    kind: failure.kind,
    summary: expect.stringMatching(failure.says),
  });
  await expectRecorded(bench, failure);
}

/** As {@link expectFailed}, where there is no answer but an error. */
export async function expectRecorded(
  bench: ChangeBench,
  { event, status }: Pick<Failure, 'event' | 'status'>,
): Promise<void> {
  expect(bench.world.writes).toEqual([]);
  expect([...bench.world.replicas.values()]).toEqual([2, 1]);
  const records = await bench.records();
  expect(records.at(-1)).toMatchObject({ event, result: { status } });
  const count = (name: AuditEvent): number => records.filter((record) => record.event === name).length;
  expect(count('execution.finished')).toBe(count('execution.started'));
}

/** A change that waits for somebody's yes, after policy was asked. */
export const held = { kind: 'needs-approval', event: 'plan.decided', status: 'needs-approval' } as const;
/** A plan that is not what it says, or does not fit where it is applied. */
export function refusal(status: string, says: RegExp, kind: 'denied' | 'stale' = 'denied'): Failure {
  return { kind, says, event: 'plan.refused', status };
}

/** The bench's provider with each of its actions replaced. */
export function withAction(bench: ChangeBench, replace: (action: Action) => Partial<Action>): Provider {
  const provider = bench.world.provider();
  return { ...provider, actions: provider.actions.map((action) => defineAction(replace(action) as Action)) };
}
