import type { Document } from '../document/document.ts';
import { renderHtml } from '../document/render-html.ts';
import { renderHuman } from '../document/render-human.ts';
import { renderMarkdown } from '../document/render-markdown.ts';
import type { TerminalOptions } from '../drawing/style.ts';
import { unknownForm } from '../errors.ts';
import { toJsonLine, toPrettyJsonPieces } from '../json/ordered-json.ts';

/** The forms that every value has. */
export type ValueForm = 'human' | 'json' | 'jsonl' | 'markdown' | 'html';

/** The forms that every value has, as a list. */
export const valueForms: readonly ValueForm[] = ['human', 'json', 'jsonl', 'markdown', 'html'];

/** A value in all that its forms are made from. */
export interface Renderable {
  /** What `json` prints. */
  readonly json: () => unknown;
  /** What `jsonl` prints, one line each. */
  readonly lines: () => readonly unknown[];
  readonly document: (verbose: boolean) => Document;
}

/**
 * Renders a value in one of its forms. Long lists are shortened only in the human form, unless `verbose`.
 * @throws CloudOpsError `REPORT_FORM_UNKNOWN`.
 */
export function renderForm(value: Renderable, form: ValueForm, options: TerminalOptions): string {
  return [...renderFormPieces(value, form, options)].join('');
}

/** What {@link renderForm} gives, in pieces where it may be long. */
export function renderFormPieces(value: Renderable, form: ValueForm, options: TerminalOptions): Iterable<string> {
  switch (form) {
    case 'json':
      return toPrettyJsonPieces(value.json());
    case 'jsonl':
      return toLinePieces(value.lines());
    case 'human':
      return [renderHuman(value.document(options.verbose ?? false), options)];
    case 'markdown':
      return [renderMarkdown(value.document(options.verbose ?? true))];
    case 'html':
      return [renderHtml(value.document(options.verbose ?? true))];
    default:
      throw unknownForm(String(form satisfies never), valueForms);
  }
}

function* toLinePieces(values: readonly unknown[]): Generator<string> {
  for (const value of values) yield toJsonLine(value);
}
