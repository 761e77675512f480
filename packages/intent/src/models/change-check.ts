import { findSpeechAct } from '../change/find-order.ts';

/**
 * Whether a question orders a change, by rules and not by a model. This decides which playbooks an answer may name:
 * whatever a model says, it can never turn a question into a change.
 */
export function ordersChange(question: string): boolean {
  return findSpeechAct(question).kind === 'order';
}
