/** Collects which executions began and never ended. */
export interface Outcomes {
  /** Takes one record's JSON, in the log's order. @returns its audit id; undefined when it has none. */
  add(record: unknown): string | undefined;
  /** Ids of the started records that no finished one names as its parent, in the log's order. */
  unknown(): readonly string[];
}

/** An {@link Outcomes} without records. */
export function createOutcomes(): Outcomes {
  const open = new Set<string>();
  return {
    add: (record) => {
      if (typeof record !== 'object' || record === null) return undefined;
      const { audit_id, event, parent }: Partial<Record<string, unknown>> = { ...record };
      if (typeof audit_id !== 'string') return undefined;
      if (event === 'execution.started') open.add(audit_id);
      if (event === 'execution.finished' && typeof parent === 'string') open.delete(parent);
      return audit_id;
    },
    unknown: () => [...open],
  };
}
