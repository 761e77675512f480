/** A host that does not close its provider: `abandon.ts busy` goes on until it is killed, `abandon.ts idle` just ends. */
import { createContext, isolate } from './isolate.ts';
import { removeFolders } from './write-plugin.ts';

const isBusy = process.argv[2] === 'busy';
const run = `console.error('running'); ${isBusy ? 'for (;;) {}' : `setInterval(() => {}, 1000); return { status: 'absent' };`}`;
const { get, printed } = await isolate({ source: { run } });
const answer = get.doRun({ name: 'hall' }, createContext());
if (isBusy) {
  while (!printed.includes('running')) await new Promise((resolve) => setTimeout(resolve, 20));
} else {
  await answer;
}
// It may not live to do so.
removeFolders();
console.log(printed.find((line) => line.startsWith('pid ')));
