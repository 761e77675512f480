import type { Json } from '@cloudops/spec';
import type { SlotLabel, SlotValue } from '../question/question.ts';
import { isSameWindow } from './window.ts';

/** How many slots of a question were right. A wrong value counts as wrong and as missed. */
export interface SlotCount {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

/** What a question's slots are held against. */
export interface SlotComparison {
  readonly expected: Readonly<Record<string, SlotLabel>>;
  readonly actual: Readonly<Record<string, Json>>;
  /** Names that the expected playbook declares; a parser must not return others, so others are not asked for. */
  readonly declared: ReadonlySet<string>;
  /** Milliseconds since the Unix epoch that windows are relative to. */
  readonly now: number;
}

/** The names that a label accepts: `memory|limits_memory` may be answered by either. */
export function slotNames(label: string): readonly string[] {
  return label.split('|');
}

/** Counts the slots of one question. */
export function countSlots({ expected, actual, declared, now }: SlotComparison): SlotCount {
  const count = { right: 0, wrong: 0, missed: 0 };
  const labels = Object.entries(expected).map(([names, label]) => ({ names: slotNames(names), label }));
  for (const [name, value] of Object.entries(actual)) {
    if (value === null) continue;
    const label = labels.find(({ names }) => names.includes(name))?.label;
    const verdict = label === undefined ? 'wrong' : judge(name, value, label, now);
    if (verdict !== 'not-judged') count[verdict] += 1;
  }
  for (const { names, label } of labels) {
    if (isOptional(label) || !names.some((name) => declared.has(name))) continue;
    const isFound = names.some((name) => {
      const value = Object.hasOwn(actual, name) ? actual[name] : undefined;
      return value !== undefined && value !== null && judge(name, value, label, now) !== 'wrong';
    });
    if (!isFound) count.missed += 1;
  }
  return count;
}

function judge(name: string, value: Json, label: SlotLabel, now: number): 'right' | 'wrong' | 'not-judged' {
  const accepted = typeof label === 'object' ? label : [label];
  if (accepted.includes('*')) return 'not-judged';
  return accepted.some((candidate) => candidate !== null && isSame(name, value, candidate, now)) ? 'right' : 'wrong';
}

/** Whether a question may be read without the slot. */
export function isOptional(label: SlotLabel | undefined): boolean {
  return typeof label === 'object' && label.includes(null);
}

function isSame(name: string, value: Json, label: SlotValue, now: number): boolean {
  const [left, right] = [String(value).toLowerCase(), String(label).toLowerCase()];
  if (left === right) return true;
  if (name === 'window') return isSameWindow(left.toUpperCase(), right.toUpperCase(), now);
  if (name === 'workload') return lastPart(left) === lastPart(right);
  if (name === 'cpu') return toMillicores(left) === toMillicores(right);
  return false;
}

/** `deployment/api` and `api` name the same workload. */
function lastPart(workload: string): string {
  return workload.slice(workload.lastIndexOf('/') + 1);
}

function toMillicores(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
}
