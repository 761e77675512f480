import { createInterface } from 'node:readline/promises';
import type { Investigation } from '@cloudops/engine';
import { completeQuestion, type OpenQuestion } from '@cloudops/intent';
import { CloudOpsError } from '@cloudops/spec';
import type { Asked } from './ask.ts';
import type { QuestionFlags } from './question-flags.ts';

/** Who answers a question back. */
export interface Answerer {
  /** Whether it is somebody who reads along. */
  readonly isPerson: boolean;
  /** @returns null when nobody answers. */
  answer(open: OpenQuestion): Promise<string | null>;
}

/** One question with what came of it, to be shown at most once. */
export interface AskedTurn {
  readonly asked: Asked;
  show(): Promise<void>;
}

/** More questions back than this mean that it leads nowhere. */
const mostTurns = 3;

/**
 * Asks, and asks again with each answer to a question back until it is clear or nobody answers.
 * The last turn is shown before this returns.
 * @throws CloudOpsError `ANSWER_INVALID` when a script answers with the number of a choice that is not there.
 */
export async function converse(
  question: string,
  ask: (question: string) => Promise<AskedTurn>,
  answerer: Answerer,
): Promise<AskedTurn> {
  let turn = await ask(question);
  for (let turns = 0; turns < mostTurns; turns += 1) {
    const open = turn.asked.interrupted ? null : toOpenQuestion(turn.asked.investigation);
    // A person has to see what is asked back; a program gets one document, the last.
    if (open !== null && answerer.isPerson) await turn.show();
    const reply = open === null ? null : await answerer.answer(open);
    if (open === null || reply === null || reply.trim() === '') return shown(turn, open !== null && answerer.isPerson);
    turn = await ask(completeQuestion(open, reply));
  }
  return shown(turn, false);
}

async function shown(turn: AskedTurn, already: boolean): Promise<AskedTurn> {
  if (!already) await turn.show();
  return turn;
}

function toOpenQuestion({ kind, report: { question, clarify } }: Investigation): OpenQuestion | null {
  return kind === 'clarify' && clarify !== undefined && clarify !== null
    ? { question, choices: clarify.choices }
    : null;
}

/** A person at a terminal who reads the answer there; for a script the one answer that it gave beforehand. */
export function createAnswerer(
  flags: Pick<QuestionFlags, 'output' | 'quiet'> & { readonly answer: string | undefined },
): Answerer {
  let given = flags.answer ?? null;
  const isTerminal =
    process.stdin.isTTY === true && process.stdout.isTTY === true && flags.output === 'human' && !flags.quiet;
  return {
    isPerson: isTerminal && given === null,
    answer: async (open) => {
      const first = given;
      given = null;
      return first !== null || !isTerminal ? first : prompt(open);
    },
  };
}

async function prompt(open: OpenQuestion): Promise<string | null> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const read = () => terminal.question('\nYour answer, in words or by number (Enter to leave it): ');
  try {
    let reply = await read();
    for (let problem = problemOf(open, reply); problem !== null; problem = problemOf(open, reply)) {
      process.stderr.write(`${problem}\n`);
      reply = await read();
    }
    return reply;
  } catch {
    // Ctrl-C or the end of the input: nobody answers.
    return null;
  } finally {
    terminal.close();
  }
}

/** Why an answer is none, such as a number that was not offered; null when it is one. */
function problemOf(open: OpenQuestion, reply: string): string | null {
  try {
    completeQuestion(open, reply);
    return null;
  } catch (error) {
    if (CloudOpsError.isInstance(error)) return error.message;
    throw error;
  }
}
