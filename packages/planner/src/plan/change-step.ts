import type { Json, Step } from '@cloudops/spec';
import { opening } from '../expression/template.ts';
import { type ExpressionReader, report } from './resolve-templates.ts';

/**
 * Notes what would make a change depend on what a run finds: people approve exactly what is in the plan, so a step that
 * changes something is whole when it is planned.
 */
export function assertWhole(step: Step, reader: ExpressionReader): void {
  if (step.risk_level === 'read') return;
  const where = `steps.${step.id}`;
  const hint = 'use inputs only; what it touches is for the action to find, before anybody approves';
  if (step.when !== undefined)
    report(reader, `${where}.when`, 'waits for another step, in a step that changes something', hint);
  if (step.foreach !== undefined)
    report(reader, `${where}.foreach`, 'has no place in a step that changes something', hint);
  for (const [name, value] of Object.entries(step.with)) {
    if (!isWritten(value)) continue;
    report(reader, `${where}.with.${name}`, 'waits for another step, in a step that changes something', hint);
  }
}

/** Whether an expression is left in a value. */
function isWritten(value: Json): boolean {
  if (typeof value === 'string') return value.includes(opening);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((child) => isWritten(child as Json));
}
