import { hash } from 'node:crypto';
import { nearestHint } from '@cloudops/planner';
import type { ActionDescriptor, Playbook } from '@cloudops/spec';
import { compareProblems, type PlaybookProblem } from '../problem.ts';
import { decode } from '../source/decode.ts';
import { type Path, parseSource, type SourceFile, type Spot } from '../source/source-file.ts';
import { checkInputs } from './inputs.ts';
import { checkShape } from './shape.ts';
import { checkSteps } from './steps.ts';

/** What a playbook may refer to. */
export interface PlaybookSurroundings {
  readonly actions: readonly ActionDescriptor[];
  /** Codes from the providers' registries. */
  readonly findings: readonly string[];
}

/** A checked playbook, or all that is wrong with it, in order of place. */
export type PlaybookCheck =
  | {
      readonly kind: 'valid';
      readonly playbook: Playbook;
      /** `sha256:` of the bytes. */
      readonly digest: string;
    }
  | { readonly kind: 'invalid'; readonly problems: readonly PlaybookProblem[] };

/** A check that can also say where parts of a valid playbook stand. */
export type LocatedCheck =
  | (Extract<PlaybookCheck, { kind: 'valid' }> & { readonly problemAt: SourceFile['problemAt'] })
  | Extract<PlaybookCheck, { kind: 'invalid' }>;

/**
 * Checks one playbook file without running anything. Never throws, whatever the bytes.
 * @param source the file's bytes, or its text.
 * @param file how messages name the file.
 */
export function checkPlaybook(
  source: string | Uint8Array,
  file: string,
  surroundings: PlaybookSurroundings,
): PlaybookCheck {
  const check = locatedCheck(source, file, surroundings);
  if (check.kind === 'invalid') return check;
  return { kind: 'valid', playbook: check.playbook, digest: check.digest };
}

/** {@link checkPlaybook} for the loader. */
export function locatedCheck(
  source: string | Uint8Array,
  file: string,
  surroundings: PlaybookSurroundings,
): LocatedCheck {
  const decoded = decode(source);
  if (decoded.kind === 'undecodable') {
    const { line, column, message, hint } = decoded;
    return { kind: 'invalid', problems: [{ file, line, column, message, hint }] };
  }
  try {
    return checkText(decoded.text, decoded.bytes, file, surroundings);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The YAML parser is recursive: what exhausts the stack is nested far beyond use.
    const problem = { file, line: 1, column: 1, message: 'the file nests too deeply to be read', hint: 'flatten it' };
    return { kind: 'invalid', problems: [problem] };
  }
}

function checkText(text: string, bytes: Uint8Array, file: string, surroundings: PlaybookSurroundings): LocatedCheck {
  const source = parseSource(text, file);
  if (source.syntaxProblems.length > 0) return invalid(source.syntaxProblems);
  const shape = checkShape(source);
  if (shape.kind === 'misshapen') return invalid(shape.problems);
  const { playbook } = shape;
  const problems = [
    ...checkInputs(playbook, source),
    ...checkSteps(playbook, surroundings.actions, source),
    ...findingProblems(playbook, surroundings.findings, source),
  ];
  if (problems.length > 0) return invalid(problems);
  const digest = `sha256:${hash('sha256', bytes, 'hex')}`;
  const problemAt = (path: Path, message: string, hint: string, spot?: Spot) =>
    source.problemAt(path, message, hint, spot);
  return { kind: 'valid', playbook, digest, problemAt };
}

function findingProblems(playbook: Playbook, known: readonly string[], source: SourceFile): readonly PlaybookProblem[] {
  return playbook.findings.flatMap((code, index) => {
    const path = ['findings', index];
    if (playbook.findings.indexOf(code) !== index) {
      return [source.problemAt(path, `the finding "${code}" is there twice`, 'remove one of them')];
    }
    if (known.includes(code)) return [];
    return [
      source.problemAt(path, `no finding "${code}" is known`, nearestHint(code, known, 'is its provider installed?')),
    ];
  });
}

function invalid(problems: readonly PlaybookProblem[]): LocatedCheck {
  return { kind: 'invalid', problems: [...problems].sort(compareProblems) };
}
