import { type FileHandle, open } from 'node:fs/promises';
import { parseStrictJson } from '@cloudops/approval';
import { verifyPlanId } from '@cloudops/planner';
import { CloudOpsError, maximumPlanFileBytes, type PlanFile, planFileSchema } from '@cloudops/spec';
import type { z } from 'zod';
import { invalid, unreadable } from './plan-errors.ts';

/** How deep a plan may be nested: far deeper than any is. */
const deepest = 64;

/** Standard input, as the name of a file. */
export const standardInput = '-';

/**
 * Reads a saved plan, from standard input where the name is `-`. Its shape is checked, and nothing else: whether it was
 * altered is for {@link assertUnaltered} or the engine to say.
 * @throws CloudOpsError `PLAN_UNREADABLE`; `PLAN_INVALID` for what is too large, no JSON, or no plan.
 */
export async function readPlanFile(name: string): Promise<PlanFile> {
  const text = await readText(name);
  if (text.trim() === '') throw invalid(name, 'it is empty');
  const json = parseStrictJson(text, { length: maximumPlanFileBytes, depth: deepest });
  if (json.kind === 'invalid') throw invalid(name, `its JSON is refused: ${json.why}`);
  const other = describeOther(json.value);
  if (other !== null) throw invalid(name, other);
  const parsed = planFileSchema.safeParse(json.value);
  if (!parsed.success) throw invalid(name, describeIssues(parsed.error));
  return parsed.data;
}

/** Checks that a plan is the one that its id names. @throws CloudOpsError `PLAN_INVALID`. */
export function assertUnaltered(name: string, { plan, decision }: PlanFile): void {
  if (!verifyPlanId(plan))
    throw invalid(name, 'it was changed after it was made, since its content does not give its id');
  if (decision.plan_id !== plan.id) throw invalid(name, 'the decision that it holds is about another plan');
}

/** Whether an error says that a file is no plan, so that somebody may have tampered with it. */
export function isInvalidPlan(error: unknown): boolean {
  return CloudOpsError.isInstance(error) && error.code === 'PLAN_INVALID';
}

async function readText(name: string): Promise<string> {
  try {
    const bytes = await (name === standardInput ? readInput() : readFile(name));
    if (bytes === null) throw invalid(name, `it has more than ${maximumPlanFileBytes / 1024 / 1024} MiB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (CloudOpsError.isInstance(error)) throw error;
    if (error instanceof TypeError) throw invalid(name, 'it is not UTF-8 text');
    throw unreadable(name, reasonOf(error as NodeJS.ErrnoException), error);
  }
}

/** Counts what it reads: a size that a file states can grow meanwhile, and a pipe states none. Null when it is too much. */
async function readFile(name: string): Promise<Buffer | null> {
  const handle = await open(name, 'r');
  try {
    return await readBounded(handle);
  } finally {
    await handle.close();
  }
}

async function readBounded(handle: FileHandle): Promise<Buffer | null> {
  const buffer = Buffer.alloc(maximumPlanFileBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  return null;
}

async function readInput(): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > maximumPlanFileBytes) return null;
  }
  return Buffer.concat(chunks);
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'you may not read it';
  return message;
}

/** What a file is that is no plan of this version; null when it may be one. */
function describeOther(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it holds no JSON object';
  const { kind, schema_version: version } = value as { readonly kind?: unknown; readonly schema_version?: unknown };
  if (kind === undefined && 'steps' in value && 'id' in value) {
    return 'it was saved by an earlier version, which kept no decision in it';
  }
  if (kind !== 'cloudops.plan') return `its kind is ${show(kind)}, not "cloudops.plan"`;
  if (version === 1) return null;
  return `it was saved by another version (schema_version ${show(version)}; this version reads 1)`;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'not stated').slice(0, 60);
}

/** The first two things that are wrong, each with where. */
function describeIssues({ issues }: z.ZodError): string {
  const told = issues.slice(0, 2).map(({ path, message }) => `${pathText(path)}: ${message}`);
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ').replace(/\.$/, '');
}

function pathText(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 60)}`));
  return parts.join('').replace(/^\./, '') || 'the file';
}
