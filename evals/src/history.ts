import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Part } from './question/part.ts';
import type { Figures } from './score/figures.ts';

/** One line of the history: what a parser could do on a day, on which questions and playbooks. */
export interface HistoryEntry {
  /** `2026-11-23`, UTC. */
  readonly date: string;
  readonly parser: string;
  readonly model: string | null;
  readonly part: Part | 'all';
  readonly catalog_digest: string;
  readonly figures: Omit<Figures, 'confusions' | 'reliability' | 'by_playbook'>;
}

/** Makes a line; what only explains one run (confusions, tables) stays out. */
export function toHistoryEntry(entry: Omit<HistoryEntry, 'figures'>, figures: Figures): HistoryEntry {
  const { confusions: _confusions, reliability: _reliability, by_playbook: _byPlaybook, ...kept } = figures;
  return { ...entry, figures: kept };
}

/** The history that is kept with the questions. */
export function historyFile(): string {
  return fileURLToPath(new URL('../history.jsonl', import.meta.url));
}

/** Adds one line. */
export async function appendHistory(file: string, entry: HistoryEntry): Promise<void> {
  await appendFile(file, `${JSON.stringify(entry)}\n`);
}
