import type { Severity } from '@cloudops/spec';
import type { BarValues } from '../drawing/bar.ts';
import type { Tone } from '../drawing/style.ts';

/**
 * What is to be said, without how it looks. Every form for people (human, markdown, html) is made from it. All text in
 * it is raw and may be hostile; the forms escape it, and nothing else does.
 */
export type Document = readonly Block[];

/** One part of a {@link Document}, from top to bottom. */
export type Block =
  | { readonly kind: 'title'; readonly text: string; readonly subtitle: string }
  | { readonly kind: 'answer'; readonly mark: Mark; readonly text: string }
  | Overview
  /** With a mark what follows needs attention of its own. */
  | { readonly kind: 'heading'; readonly text: string; readonly mark?: Mark }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone }
  | Entry
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'items'; readonly items: readonly Item[]; readonly fold?: Fold }
  | Table
  | Chart
  | { readonly kind: 'footer'; readonly fields: readonly Field[] };

/** A symbol that stands before an answer or an item: a severity, or how sure or done something is. */
export type Mark = Severity | 'good' | 'unknown' | 'stopped' | 'plain';

/** The answer in numbers, for forms that are scrolled through; the others leave it out, since all of it follows. */
export interface Overview {
  readonly kind: 'overview';
  readonly facts: readonly OverviewFact[];
}

/** One fact of an {@link Overview}. */
export interface OverviewFact {
  readonly text: string;
  readonly mark?: Mark;
  /** The heading under which it stands. */
  readonly heading?: string;
}

/** Where a list may be folded away by forms that can unfold it. */
export interface Fold {
  /** How many lines stay in sight. */
  readonly after: number;
  /** What stands for the others. */
  readonly summary: string;
}

/** A cause, or anything else with a severity, a title and its particulars. */
export interface Entry {
  readonly kind: 'entry';
  readonly number: number | null;
  readonly severity: Severity;
  readonly title: string;
  /** What it is about, such as the resource, the code, the strength of proof. */
  readonly about: readonly string[];
  readonly detail: string;
  readonly fields: readonly Field[];
}

/** A labelled list of lines. */
export interface Field {
  readonly label: string;
  readonly lines: readonly FieldLine[];
  readonly fold?: Fold;
}

/** One line of a field. */
export interface FieldLine {
  readonly text: string;
  readonly mark?: Mark;
  readonly tone?: Tone;
  /** Whether it is to be read literally, such as a command or a value. */
  readonly literal?: boolean;
  /** The same as `text` in parts, for forms that cannot draw the arrows between them. */
  readonly hops?: readonly string[];
  /** The same as `text` in columns, for forms that have tables. */
  readonly cells?: readonly string[];
  /** Whether it belongs under the line before it. */
  readonly nested?: boolean;
}

/** One item of a list, with lines that belong to it. */
export interface Item {
  readonly mark: Mark;
  readonly text: string;
  readonly details: readonly string[];
}

/** Rows of cells under headers. */
export interface Table {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Says what the marks in bars mean. */
  readonly hasBarMarks: boolean;
}

/** One value over time as columns, drawn large. */
export interface Chart {
  readonly kind: 'chart';
  readonly title: string;
  /** What it says in words, for those who do not see it. */
  readonly description: string;
  /** Oldest first; not a number for a gap. */
  readonly series: readonly number[];
  /** What stands under the first and the last column; may be empty. */
  readonly from: string;
  readonly until: string;
  /** The unit of the values, as a figure states it. */
  readonly unit: string;
}

/** One column of a {@link Table}. */
export interface Column {
  readonly header: string;
  readonly align?: 'left' | 'right';
  readonly overflow?: 'end' | 'middle' | 'wrap' | 'never';
  readonly minimum?: number;
  readonly optional?: number;
}

/** One cell of a {@link Table}. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'bar'; readonly values: BarValues }
  /** A signed amount; `scale` fills one side. */
  | { readonly kind: 'delta'; readonly value: number | null; readonly scale: number }
  | { readonly kind: 'sparkline'; readonly series: readonly number[]; readonly maximum?: number };

/** A text cell. */
export function textCell(text: string, tone?: Tone): Cell {
  return tone === undefined ? { kind: 'text', text } : { kind: 'text', text, tone };
}
