import type { Analysis, Finding } from '@cloudops/spec';
import { misfitsOf } from '../../__fixtures__/fitting-playbook.ts';
import type { StepEvidence } from '../../evidence/step-evidence.ts';
import { triage } from '../analyze.ts';
import type { TriageInput } from '../input.ts';
import { pickOf } from '../records/pick.ts';
import { recordKinds } from '../records/records.ts';

/** Raw API objects by record name, such as `pods`; records that are left out were read and are empty, but for `secrets`, which most may not list. */
export type Staged = Readonly<Record<string, readonly unknown[]>>;

/** What a look may change. */
export interface LookOptions extends Partial<Omit<TriageInput, 'steps'>> {
  /** The API server's clock; 2026-11-20T12:00:00Z unless stated. */
  readonly now?: string;
  /** Replaces evidence of steps, such as a denied list, or adds `logs`. */
  readonly steps?: Readonly<Record<string, StepEvidence>>;
  /** Namespace that lists are limited to. */
  readonly listedNamespace?: string;
}

/** A staged cluster, looked at. */
export interface Look {
  readonly analysis: Analysis;
  /** `CODE Kind/namespace/name` of what nothing explains, faults first. */
  readonly causes: readonly string[];
  /** `CODE Kind/namespace/name` of every symptom that a cause explains, directly or not. */
  consequencesOf(cause: string): readonly string[];
  find(code: string): Finding | undefined;
  /** The role of the finding that has a code; `silent` without one. */
  role(code: string): Finding['role'] | 'silent';
}

export const now = '2026-11-20T12:00:00Z';

/** A time before {@link now}. */
export function ago(seconds: number): string {
  return new Date(Date.parse(now) - seconds * 1000).toISOString();
}

/** Passes the objects through the records' masks, as reading them would, and analyzes. */
export function look(staged: Staged, options: LookOptions = {}): Look {
  const { now: at = now, steps = {}, listedNamespace, scope = {}, ...rest } = options;
  const read = recordKinds.filter(({ name }) => name !== 'secrets' || staged.secrets !== undefined);
  const lists = read.map((record): [string, StepEvidence] => {
    const pick = pickOf(record);
    const items = (staged[record.name] ?? []).map((object) => pick(structuredClone(object)));
    return [
      record.name,
      { status: 'present', output: { namespace: listedNamespace ?? null, items, complete: true, server_time: at } },
    ];
  });
  const analysis = triage({ scope, ...rest, steps: { ...Object.fromEntries(lists), ...steps } }, 'prod');
  // Whatever is staged, what is proposed must be something that a playbook takes.
  const misfits = analysis.findings.flatMap(({ remediations }) => remediations.flatMap(misfitsOf));
  if (misfits.length > 0) throw new TypeError(misfits.join('; '));
  const byId = new Map(analysis.findings.map((finding) => [finding.id, finding]));
  const explained = new Set(analysis.findings.flatMap(({ cause_of }) => cause_of));
  const find = (code: string): Finding | undefined => analysis.findings.find((finding) => finding.code === code);
  return {
    analysis,
    causes: analysis.findings.filter(({ role, id }) => role !== 'hint' && !explained.has(id)).map(nameOf),
    consequencesOf(cause) {
      const start = analysis.findings.find((finding) => nameOf(finding) === cause);
      const seen = new Set<string>();
      const waiting = [...(start?.cause_of ?? [])];
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (seen.has(id)) continue;
        seen.add(id);
        waiting.push(...(byId.get(id)?.cause_of ?? []));
      }
      return [...seen]
        .flatMap((id) => byId.get(id) ?? [])
        .map(nameOf)
        .sort();
    },
    find,
    role: (code) => find(code)?.role ?? 'silent',
  };
}

function nameOf({ code, resource: { kind, namespace, name } }: Finding): string {
  return `${code} ${namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`}`;
}

/** Evidence of the `logs` step. */
export function logs(
  ...tails: readonly {
    readonly namespace?: string;
    readonly pod: string;
    readonly container?: string;
    readonly previous?: boolean;
    readonly lines: readonly string[];
  }[]
): StepEvidence {
  const items = tails.map(({ namespace = 'shop', pod, container = 'app', previous = true, lines }) => ({
    item: { namespace, pod, container, previous },
    status: 'present',
    output: { namespace, pod, container, previous, lines, cut: false, server_time: now },
  }));
  return { status: 'present', output: { items } };
}
