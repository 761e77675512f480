import {
  type Analysis,
  figureSchema,
  findingSchema,
  type Json,
  type JsonObject,
  notCheckedSchema,
  ruledOutSchema,
  type StepResult,
  type UnknownReason,
} from '@cloudops/spec';
import { compareText } from './order.ts';

/** One look that a step took: the step's own result, or one item's of a `foreach` step. */
export interface Look {
  readonly step: string;
  readonly status: string;
  readonly output: Json | undefined;
  readonly reason: UnknownReason | undefined;
  /** Whether this is an item of a `foreach` step. */
  readonly isItem: boolean;
}

/** What the results hold: analyses, and everything else that was looked at. */
export interface Collected {
  readonly analyses: readonly Analysis[];
  /** How many of the analyses had nothing to go by: their own status is unknown. */
  readonly openAnalyses: number;
  /** Ids of the steps whose analysis could not be understood, sorted. */
  readonly malformed: readonly string[];
  /** Looks at the cloud; not the analyses. */
  readonly reads: readonly Look[];
  /** Every look that ended unknown, analyses included. */
  readonly unknown: readonly Look[];
}

const analysisKeys: readonly string[] = ['findings', 'ruled_out', 'not_checked', 'figures'];

/** Sorts what the steps returned into analyses and reads. Skipped steps are neither. */
export function collect(results: readonly StepResult[]): Collected {
  const looks = results.filter((result) => result.status !== 'skipped').flatMap(toLooks);
  const analyses: Analysis[] = [];
  let openAnalyses = 0;
  const malformed: string[] = [];
  const reads: Look[] = [];
  for (const look of looks) {
    if (!isAnalysisShaped(look.output)) {
      reads.push(look);
      continue;
    }
    if (!isAnalysis(look.output)) {
      malformed.push(look.step);
      continue;
    }
    analyses.push(look.output);
    if (look.status === 'unknown') openAnalyses += 1;
  }
  const unknown = looks.filter((look) => look.status === 'unknown');
  return { analyses, openAnalyses, malformed: [...new Set(malformed)].sort(compareText), reads, unknown };
}

/** Whether anything at all came back from a look. */
export function sawSomething(look: Look): boolean {
  return look.status !== 'unknown' || look.output !== undefined;
}

function toLooks(result: StepResult): readonly Look[] {
  const items = foreachItems(result.output);
  const own: Look = {
    step: result.step,
    status: result.status,
    output: result.output,
    reason: result.reason,
    isItem: false,
  };
  if (items === null) return [own];
  const looks = items.map((item) => toItemLook(result.step, item)).filter((look) => look.status !== 'skipped');
  const told = looks.some((look) => look.status === 'unknown');
  // The whole step's reason matters only where no item carries one.
  return result.status === 'unknown' && !told ? [{ ...own, output: undefined }, ...looks] : looks;
}

function toItemLook(step: string, item: JsonObject): Look {
  return {
    step,
    status: String(item.status),
    output: item.output,
    reason: toReason(item.reason),
    isItem: true,
  };
}

function toReason(value: Json | undefined): UnknownReason | undefined {
  if (!isObject(value) || typeof value.message !== 'string') return undefined;
  const needs = value.needs;
  // An item's kind is shown nowhere, so that any text in it is harmless.
  return { kind: 'failed', message: value.message, ...(typeof needs === 'string' ? { needs } : {}) };
}

/** The items of a `foreach` step's output; null for any other output. */
export function foreachItems(output: Json | undefined): readonly JsonObject[] | null {
  if (!isObject(output) || Object.keys(output).length !== 1) return null;
  const items = output.items;
  if (!Array.isArray(items) || items.length === 0) return null;
  const objects = items.filter(isForeachItem);
  return objects.length === items.length ? objects : null;
}

function isForeachItem(value: Json): value is JsonObject {
  if (!isObject(value) || !('item' in value)) return false;
  return ['present', 'absent', 'unknown', 'skipped'].includes(String(value.status));
}

/** Whether an output claims to be an analysis. */
export function isAnalysisShaped(output: Json | undefined): output is JsonObject {
  return isObject(output) && analysisKeys.every((key) => key in output);
}

type Check = { safeParse(value: unknown): { readonly success: boolean } };

const partSchemas: readonly (readonly [key: string, schema: Check])[] = [
  ['findings', findingSchema],
  ['ruled_out', ruledOutSchema],
  ['not_checked', notCheckedSchema],
  ['figures', figureSchema],
];

/**
 * What `analysisSchema` checks, item by item: a check makes a copy, and one of thousands of findings at once is large.
 */
function isAnalysis(output: JsonObject): output is JsonObject & Analysis {
  if (Object.keys(output).length !== partSchemas.length) return false;
  return partSchemas.every(([key, schema]) => {
    const items = output[key];
    return Array.isArray(items) && items.every((item) => schema.safeParse(item).success);
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
