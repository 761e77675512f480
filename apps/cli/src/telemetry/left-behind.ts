/** Ends by itself within seconds, and never fails. Gives null when it went well, else what a person may want to know. */
type Work = Promise<string | null>;

/** What is still on its way. A server never ends, so what has arrived is forgotten. */
const underway = new Set<Work>();
const notes: string[] = [];
const mostNotes = 20;

/** Lets something go on while the answer is shown. */
export function leaveBehind(work: Work): void {
  underway.add(work);
  void work.then((note) => {
    underway.delete(work);
    if (note !== null && notes.length < mostNotes) notes.push(note);
  });
}

/** Waits for all that was left behind. @returns what did not go well, each thing once. */
export async function settleLeftBehind(): Promise<readonly string[]> {
  await Promise.all(underway);
  return [...new Set(notes.splice(0))];
}
