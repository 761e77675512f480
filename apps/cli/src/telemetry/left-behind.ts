/** Ends by itself within seconds, and never fails. Gives null when it went well, else what a person may want to know. */
type Work = Promise<string | null>;

/** What is still on its way. A server never ends, so what has arrived is forgotten. */
const underway = new Set<Work>();
const notes: string[] = [];
const mostNotes = 20;
const listeners = new Set<() => void>();

/** Lets something go on while the answer is shown. */
export function leaveBehind(work: Work): void {
  underway.add(work);
  void work.then((note) => {
    underway.delete(work);
    if (note !== null && notes.length < mostNotes) notes.push(note);
  });
}

/** Calls back when the answer is shown and the process would end. @returns what takes that back. */
export function onCommandEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Waits for all that was left behind. @returns what did not go well, each thing once. */
export async function settleLeftBehind(): Promise<readonly string[]> {
  for (const listener of listeners) listener();
  listeners.clear();
  await Promise.all(underway);
  return [...new Set(notes.splice(0))];
}
