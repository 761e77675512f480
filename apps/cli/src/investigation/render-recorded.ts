import { escapeForTerminal, renderReport } from '@cloudops/report';
import { type OutputForm, renderJson } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { Recorded } from './record-world.ts';

/** What was recorded: two lines for a person, the answer and the file for a program. */
export function renderRecorded(recorded: Recorded, form: OutputForm, screen: Screen): string {
  const { file, exchanges, investigation } = recorded;
  const { report, summary: run } = investigation;
  const world = { file, requests: exchanges };
  if (form === 'json') return renderJson({ report, run, world });
  if (form === 'jsonl') {
    return `${renderReport(report, form, { run, ...screen })}${JSON.stringify({ kind: 'world', ...world })}\n`;
  }
  if (form !== 'human') return renderReport(report, form, { run, ...screen });
  const line = (text: string): string => escapeForTerminal(text, { unicode: screen.unicode, maximum: 2000 });
  return `${line(report.summary)}\n${line(`Recorded ${exchanges} requests to ${file}.`)}\n`;
}
