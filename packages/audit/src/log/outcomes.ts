/** Collects which executions began and never ended. */
export interface Outcomes {
  /** Takes one record's JSON, in the log's order. @returns its audit id; undefined when it has none. */
  add(record: unknown): string | undefined;
  /** Ids of the started records that no later finished one belongs to, in the log's order. */
  unknown(): readonly string[];
}

/** An {@link Outcomes} without records. A finished record belongs to the started one it has as parent or shares a run id with. */
export function createOutcomes(): Outcomes {
  const runByStarted = new Map<string, unknown>();
  return {
    add: (record) => {
      const { audit_id, event, parent, action } = fieldsOf(record);
      if (typeof audit_id !== 'string') return undefined;
      const { run_id } = fieldsOf(action);
      if (event === 'execution.started') runByStarted.set(audit_id, run_id ?? null);
      if (event === 'execution.finished') finish(runByStarted, parent, run_id);
      return audit_id;
    },
    unknown: () => [...runByStarted.keys()],
  };
}

function finish(runByStarted: Map<string, unknown>, parent: unknown, run: unknown): void {
  for (const [id, started] of runByStarted) {
    if (id === parent || (started !== null && started === run)) runByStarted.delete(id);
  }
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
