import { TestbedError } from '../../errors.ts';

/** What logical names stand for once staged: every id, name or ARN by which a report may call the resource. */
export class LogicalNames {
  readonly #ids: Map<string, readonly string[]> = new Map();

  /** Notes what a name stands for, the id that calls want first; values that the cloud did not tell are left out. */
  set(name: string, ...ids: readonly (string | undefined)[]): void {
    this.#ids.set(
      name,
      ids.filter((id) => id !== undefined),
    );
  }

  /**
   * The id that calls want.
   * @throws TestbedError `SCENARIO_INVALID` for a name that was not staged.
   */
  id(name: string): string {
    const [id] = this.#ids.get(name) ?? [];
    if (id !== undefined) return id;
    throw new TestbedError({ code: 'SCENARIO_INVALID', message: `Nothing was staged under the name ${name}` });
  }

  /** Whether a name was staged. */
  has(name: string): boolean {
    return this.#ids.has(name);
  }

  /** The logical name of what a report calls `id`; null for what was not staged by name. */
  find(id: string): string | null {
    for (const [name, ids] of this.#ids) if (ids.includes(id)) return name;
    return null;
  }
}
