import { compareText, type Fields, fieldsOf, listOf, numberOf, textOf } from '../../api/object-fields.ts';
import { conditionOf, textAt } from '../../evidence/read.ts';
import { count, quote } from '../../evidence/words.ts';

const starting: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

function statuses(pod: Fields): readonly Fields[] {
  const status = fieldsOf(pod.status);
  return [...listOf(status.initContainerStatuses), ...listOf(status.containerStatuses)].map(fieldsOf);
}

/** How often the containers of a pod were started again. */
export function restartsOf(pod: Fields): number {
  return statuses(pod).reduce((total, status) => total + (numberOf(status.restartCount) ?? 0), 0);
}

/** Whether a pod serves. */
export function isReady(pod: Fields): boolean {
  return textAt(conditionOf(pod, 'Ready')?.raw, 'status') === 'True';
}

/** Whether a pod is on its way out. */
export function isEnding(pod: Fields): boolean {
  return textOf(fieldsOf(pod.metadata).deletionTimestamp) !== '';
}

/** Whether a pod has ended for good, as evicted ones have: nothing waits for it. */
export function isFinished(pod: Fields): boolean {
  return ['Failed', 'Succeeded'].includes(textOf(fieldsOf(pod.status).phase));
}

function containerTrouble(status: Fields): string | null {
  const state = fieldsOf(status.state);
  const waiting = textOf(fieldsOf(state.waiting).reason);
  const ended = fieldsOf(state.terminated ?? fieldsOf(status.lastState).terminated);
  const end =
    textOf(ended.reason) === ''
      ? ''
      : ` after ${quote(textOf(ended.reason))} (exit code ${numberOf(ended.exitCode) ?? '?'})`;
  const name = quote(textOf(status.name));
  if (waiting !== '' && !starting.has(waiting)) return `container ${name} waits: ${quote(waiting)}${end}`;
  return status.ready !== true && end !== '' ? `container ${name} ended${end}` : null;
}

function troubleOf(pod: Fields): string {
  for (const status of statuses(pod)) {
    const trouble = containerTrouble(status);
    if (trouble !== null) return trouble;
  }
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (textAt(scheduled?.raw, 'status') === 'False') return `finds no node: ${quote(textAt(scheduled?.raw, 'message'))}`;
  return 'is not ready';
}

/** What is wrong with the pods that are not ready, the most frequent first; empty when nothing is. */
export function describeTrouble(pods: readonly Fields[]): string {
  const troubles = new Map<string, number>();
  for (const pod of pods) {
    if (isReady(pod) || isEnding(pod) || isFinished(pod)) continue;
    const trouble = troubleOf(pod);
    troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
  }
  return [...troubles]
    .sort(([left, many], [right, more]) => more - many || compareText(left, right))
    .slice(0, 3)
    .map(([trouble, many]) => `${count(many, 'pod')}: ${trouble}`)
    .join('; ');
}
