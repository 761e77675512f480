import type { EngineEvent } from '@cloudops/engine';
import { escapeForTerminal } from '@cloudops/report';
import { drawsUnicode } from '../screen.ts';

/** Shows what is going on, on one line of a terminal that is rewritten in place. */
export interface LiveProgress {
  onEvent(event: EngineEvent): void;
  /** A line that stays, above the moving one. */
  note(text: string): void;
  /** Clears the moving line. */
  end(): void;
}

/** Drawn with dots, or with what every console has. */
const dots = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const strokes = ['|', '/', '-', '\\'];
const clearLine = '\r\u001b[2K';

/** Progress for a terminal. Nothing else is ever written to it while it moves. */
export function createLiveProgress(stream: NodeJS.WriteStream, unicode: boolean = drawsUnicode()): LiveProgress {
  const frames = unicode ? dots : strokes;
  const running = new Map<string, string>();
  let done = 0;
  let total = 0;
  let frame = 0;
  const draw = (): void => {
    frame += 1;
    const names = [...running].map(([step, message]) => (message === '' ? step : `${step} (${message})`));
    // Of a run that is looked at again nobody counts the steps.
    const count = total === 0 ? '' : `${done}/${total} `;
    const text = `${frames[frame % frames.length]} ${count}${names.join(', ')}`;
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    stream.write(`${clearLine}${escapeForTerminal(text, { maximum: width, unicode })}`);
  };
  const timer = setInterval(() => running.size > 0 && draw(), 80);
  timer.unref();
  return {
    onEvent: (event) => {
      if (event.kind === 'plan-created') total = event.plan.steps.length;
      if (event.kind === 'step-started') running.set(event.step, '');
      if (event.kind === 'step-progress') running.set(event.step, event.progress.message);
      if (event.kind === 'step-finished') {
        running.delete(event.step);
        done += 1;
      }
    },
    note: (text) => stream.write(`${clearLine}${escapeForTerminal(text, { maximum: 400 })}\n`),
    end: () => {
      clearInterval(timer);
      stream.write(clearLine);
    },
  };
}

/** Notes only, for a pipe or `--quiet`: no moving line. */
export function createSilentProgress(stream: NodeJS.WriteStream | null): LiveProgress {
  return {
    onEvent: () => undefined,
    note: (text) => stream?.write(`${escapeForTerminal(text, { maximum: 400 })}\n`),
    end: () => undefined,
  };
}
