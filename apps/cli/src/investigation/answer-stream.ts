import { escapeForTerminal, paint, wrapText } from '@cloudops/report';
import type { Screen } from '../screen.ts';
import type { Asked } from './ask.ts';
import type { QuestionFlags } from './question-flags.ts';
import { renderInvestigationPieces } from './render-investigation.ts';

/** Shows an answer as it comes. */
export interface AnswerStream {
  /** To be called once everything is there to ask it. */
  begin(question: string): void;
  end(asked: Pick<Asked, 'investigation' | 'sent'>): Promise<void>;
}

/**
 * Prints the question before it is read, so that a person sees at once that work has begun, and the rest of the report
 * when it is there. Programs get one piece.
 */
export function createAnswerStream(
  stream: { write(text: string): void },
  flags: Pick<QuestionFlags, 'output' | 'explain' | 'dry-run'>,
  screen: Screen,
): AnswerStream {
  let printed = '';
  return {
    begin: (question) => {
      if (question.trim() === '' || flags.output !== 'human' || flags['dry-run']) return;
      printed = heading(question, screen);
      stream.write(printed);
    },
    end: async ({ investigation, sent }) => {
      for (const piece of await renderInvestigationPieces(investigation, flags, screen, sent)) {
        // What a person has read already begins their one piece.
        stream.write(printed !== '' && piece.startsWith(printed) ? piece.slice(printed.length) : piece);
      }
    },
  };
}

/** The report's first lines, as the report itself begins. */
function heading(question: string, screen: Screen): string {
  return wrapText(escapeForTerminal(question, { unicode: screen.unicode }), screen.width)
    .map((line) => `${paint(line, 'strong', screen)}\n`)
    .join('');
}
