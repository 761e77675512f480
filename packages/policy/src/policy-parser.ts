import { Buffer } from 'node:buffer';
import type { CedarModule, DetailedError, PolicyJson } from './cedar.ts';
import { compareProblems, type PolicyProblem, toPosition } from './policy-problem.ts';
import type { PolicyFile } from './policy-source.ts';

/** One policy of a file. */
export interface ParsedPolicy {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly summary: string;
  readonly fix: string;
  readonly file: string;
  readonly fileText: string;
  /** Exactly as it stands in the file. */
  readonly text: string;
  /** Where `text` starts in `fileText`, in UTF-8 bytes. */
  readonly byteOffset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly json: PolicyJson;
}

/** The policies of all files, or what is wrong with them. */
export type ParseResult =
  | { readonly kind: 'parsed'; readonly policies: readonly ParsedPolicy[] }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/** Splits files into policies and reads their annotations. Every policy needs an `@id` of its own. */
export function parsePolicyFiles(cedar: CedarModule, files: readonly PolicyFile[]): ParseResult {
  const policies: ParsedPolicy[] = [];
  const problems: PolicyProblem[] = [];
  for (const file of files) {
    const answer = cedar.policySetTextToParts(file.text);
    if (answer.type !== 'success') {
      problems.push(...answer.errors.map((error) => toProblem(file, error)));
      continue;
    }
    problems.push(...answer.policy_templates.map((text) => templateProblem(file, text)));
    for (const part of locateParts(file.text, answer.policies)) {
      const parsed = parsePart(cedar, file, part);
      if ('message' in parsed) problems.push(parsed);
      else policies.push(parsed);
    }
  }
  problems.push(...duplicates(policies));
  if (policies.length === 0 && problems.length === 0) problems.push(nothing());
  if (problems.length > 0) return { kind: 'invalid', problems: problems.sort(compareProblems) };
  return { kind: 'parsed', policies };
}

interface Part {
  readonly text: string;
  /** In UTF-16 units. */
  readonly index: number;
}

/** Finds where each part stands; Cedar gives them by its own ids, which is not the file's order. */
function locateParts(text: string, parts: readonly string[]): Part[] {
  const taken = new Set<number>();
  const located = parts.map((part) => {
    let index = text.indexOf(part);
    while (index !== -1 && (taken.has(index) || isCommented(text, index))) index = text.indexOf(part, index + 1);
    taken.add(index);
    return { text: part, index: Math.max(index, 0) };
  });
  return located.sort((left, right) => left.index - right.index);
}

function isCommented(text: string, index: number): boolean {
  return text.slice(text.lastIndexOf('\n', index - 1) + 1, index).includes('//');
}

function parsePart(cedar: CedarModule, file: PolicyFile, part: Part): ParsedPolicy | PolicyProblem {
  const byteOffset = Buffer.byteLength(file.text.slice(0, part.index), 'utf8');
  const position = toPosition(file.text, byteOffset);
  const answer = cedar.policyToJson(part.text);
  if (answer.type !== 'success') {
    const message = answer.errors.map((error) => error.message).join('; ');
    return { file: file.file, ...position, message, help: null };
  }
  const { effect, annotations = {} } = answer.json;
  const { id, summary = '', fix = '' } = annotations;
  if (id === undefined || !/^[a-z0-9][a-z0-9-]*$/.test(id)) {
    const message = id === undefined ? 'policy without an @id' : `policy id ${JSON.stringify(id)} is not kebab-case`;
    return { file: file.file, ...position, message, help: 'start the policy with @id("a-name")' };
  }
  const where = { file: file.file, fileText: file.text, text: part.text, byteOffset, ...position };
  return { id, effect, summary, fix, ...where, json: answer.json };
}

function duplicates(policies: readonly ParsedPolicy[]): PolicyProblem[] {
  const first = new Map<string, ParsedPolicy>();
  return policies.flatMap((policy) => {
    const other = first.get(policy.id);
    if (other === undefined) {
      first.set(policy.id, policy);
      return [];
    }
    const position = toPosition(policy.fileText, policy.byteOffset);
    const message = `policy id ${policy.id} is taken by ${other.file}`;
    return [{ file: policy.file, ...position, message, help: 'give each policy an @id of its own' }];
  });
}

function templateProblem(file: PolicyFile, text: string): PolicyProblem {
  const position = toPosition(file.text, Buffer.byteLength(file.text.slice(0, Math.max(file.text.indexOf(text), 0))));
  const message = 'policy templates (?principal, ?resource) are not supported';
  return { file: file.file, ...position, message, help: 'name the principal or the resource' };
}

function toProblem(file: PolicyFile, error: DetailedError): PolicyProblem {
  const position = toPosition(file.text, error.sourceLocations?.[0]?.start ?? 0);
  return { file: file.file, ...position, message: error.message, help: error.help };
}

function nothing(): PolicyProblem {
  return { file: 'policies', line: 1, column: 1, message: 'no policy at all', help: 'add a *.cedar file' };
}
