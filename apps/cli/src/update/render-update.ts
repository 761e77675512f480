import type { OutputForm } from '../output.ts';
import { renderJson } from '../output.ts';
import type { UpdateResult } from './update.ts';

/** Tells what became of an update. */
export function renderUpdate(result: UpdateResult, form: OutputForm): string {
  if (form === 'json' || form === 'jsonl') {
    const { kind, ...rest } = result;
    return form === 'json' ? renderJson({ status: kind, ...rest }) : `${JSON.stringify({ status: kind, ...rest })}\n`;
  }
  return `${sentence(result)}\n`;
}

function sentence(result: UpdateResult): string {
  switch (result.kind) {
    case 'current':
      return `This is the newest release: ${result.from}.`;
    case 'available':
      return `${result.to} can be installed (${(result.size / 1e6).toFixed(0)} MB); this is ${result.from}.\nInstall it: cloudops update`;
    case 'updated':
      return `Updated from ${result.from} to ${result.to}.\nGo back: cloudops update --rollback (${result.previous})`;
    case 'rolled-back':
      return `Went back from ${result.from} to ${result.to}.\nForward again: cloudops update --rollback`;
  }
}
