import type { EvidenceRef } from '@cloudops/spec';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { Suffering } from '../suffering.ts';
import { readLine, type Saying } from './signature.ts';

/** The line that tells the most of why a process ended. */
export interface LastWords {
  /** Null when no signature fits: then it is only quoted. */
  readonly saying: Saying | null;
  /** Hostile text. */
  readonly line: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Lines from the end that are read: what was said long before is not why it ended. */
const mostLines = 60;
const telling = /panic:|fatal|error|exception|traceback|caused by|failed|cannot|unable|abort|assert/i;
/** Frames of a stack tell less than what they hang on. */
const frame = /^\s*(?:at |File "|goroutine \d|\.\.\. \d+ more|\[signal|created by|exit status|#\d+ |\t)/;
/** Said by a process that heeds SIGTERM: it tells that it was ended, not why. */
const farewell = /SIGTERM|shutting down|graceful(?:ly)? (?:shutdown|stop)|received signal|terminat(?:ed|ing)/i;

/** The last words of a container: its log, or else its termination message. */
export function lastWordsOf(snapshot: Snapshot, { pod, container, trouble }: Suffering): LastWords | null {
  const tails = snapshot.logsOf(pod, container.name).filter(({ lines }) => lines.length > 0);
  const [tail] = tails;
  if (tail !== undefined) {
    const first = Math.max(0, tail.lines.length - mostLines);
    const found = choose(tail.lines.slice(first));
    if (found === null) return null;
    const cited = tail.cite(first + found.index);
    return { saying: found.saying, line: found.line, evidence: cited === null ? [] : [cited] };
  }
  const ended = trouble.kind === 'crashing' ? trouble.ended : null;
  if (ended === null || ended.message === '') return null;
  const found = choose(ended.message.split('\n').slice(-mostLines));
  const status = container.statusPath ?? [];
  return found === null
    ? null
    : {
        saying: found.saying,
        line: found.line,
        evidence: snapshot.cite(
          pod,
          [...status, 'state', 'terminated', 'message'],
          [...status, 'lastState', 'terminated', 'message'],
        ),
      };
}

interface Chosen {
  readonly index: number;
  readonly line: string;
  readonly saying: Saying | null;
}

/** The last line that a signature fits; else the last that tells of an error; else the last. */
function choose(lines: readonly string[]): Chosen | null {
  const last = (fits: (line: string) => boolean): Chosen | null => {
    const index = lines.findLastIndex((line) => line.trim() !== '' && !frame.test(line) && fits(line));
    return index < 0 ? null : { index, line: (lines[index] ?? '').trim(), saying: null };
  };
  const known = last((line) => readLine(line) !== null);
  if (known !== null) return { ...known, saying: readLine(known.line) };
  return last((line) => telling.test(line) && !farewell.test(line)) ?? last((line) => !farewell.test(line));
}

const lenders = new WeakMap<Snapshot, Map<string, LastWords | null>>();

/** The last words of a container, or of the same container in a sibling pod: one pod lends its log to all. */
export function wordsOfWorkload(snapshot: Snapshot, one: Suffering): LastWords | null {
  const cache = lenders.get(snapshot) ?? new Map<string, LastWords | null>();
  lenders.set(snapshot, cache);
  const key = `${one.workload.key}/${one.container.name}`;
  let words = cache.get(key);
  if (words === undefined) {
    const lender = one.workload.pods.find((pod) => snapshot.logsOf(pod, one.container.name).length > 0);
    words = lender === undefined ? null : lastWordsOf(snapshot, { ...one, pod: lender });
    cache.set(key, words);
  }
  return words ?? lastWordsOf(snapshot, one);
}
