import { foldCase } from '../local/words.ts';
import { foldText, isDisguised } from './fold-text.ts';
import { injectionPatterns, type Signal } from './injection-patterns.ts';

/** A question parted into what its asker says and what is only shown. */
export interface SeparatedText {
  /** What is asked: slots and orders are read from this only. */
  readonly asked: string;
  /** What was pasted: logs, alerts, quotations. May tell the topic, never what to do. */
  readonly shown: string;
  /** Sorted, without repetition. */
  readonly signals: readonly Signal[];
}

/** Blocks that hold what somebody else wrote. */
const blocks: readonly RegExp[] = [
  /```[\s\S]*?(?:```|$)/g,
  /<([a-z][\w-]*)\b[^>]*>[\s\S]*?(?:<\/\1>|$)/gi,
  /^\s*>.*$/gm,
  /"""[\s\S]*?(?:"""|$)/g,
];
const quotation =
  /"([^"\n]{3,})"|“([^”\n]{3,})”|„([^“”\n]{3,})[“”]|«([^»\n]{3,})»|(?<![\p{L}\p{N}])'([^'\n]{12,})'(?![\p{L}\p{N}])|‘([^’\n]{3,})’|`([^`\n]{3,})`|「([^」\n]{3,})」|『([^』\n]{3,})』/gu;
const logLine =
  /^\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|\[?(?:error|warn|warning|info|debug|fatal|trace|critical|alert|firing|alarm)\]?[:\s\]]|[IWEF]\d{4} |level=|ts=|msg=|time=|at [\w.$<>]+\(|file "|caused by:|traceback|exception in|panic:|goroutine \d|stderr|stdout|#\s|\/\/\s|\$ |kubectl |\{|\}|labels?:|annotations?:|description:|summary:|log(?:s)?:|events?:|message:|reason:|output:|runbook|subject:|from:|body:|name:|status:|note:|\s+at\s)/i;
/** A long word of mixed letters and digits that reads like nothing: encoded text. */
const blob =
  /(?<![\w/+=.-])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[0-9=])[A-Za-z0-9+/]{20,}={0,2}(?![\w/+=-])|(?:%[0-9a-f]{2}){6,}|(?:\\x[0-9a-f]{2}){4,}|(?:\\u[0-9a-f]{4}){4,}|(?<!\w)(?:[0-9a-f]{2}[ :]){8,}[0-9a-f]{2}(?!\w)|(?<![\w-])(?:0x)?[0-9a-f]{32,}(?!\w)|(?:[01]{8} ?){4,}|(?:&#x?[0-9a-f]+;){4,}/g;

/** Parts a question. Nothing in a shown part, or after an instruction to the reader, is ever an order or a place. */
export function separateData(question: string): SeparatedText {
  const signals = new Set<Signal>();
  if (isDisguised(question)) signals.add('disguised');
  let rest = foldText(question);
  const shown: string[] = [];
  const setAside = (text: string): string => {
    shown.push(text);
    signals.add('data');
    return ' ';
  };
  for (const block of blocks) rest = rest.replace(block, setAside);
  rest = rest.replace(quotation, (whole: string) => (isQuotedName(whole) ? whole : setAside(whole)));
  rest = setAsideLogs(rest, setAside);
  rest = rest.replace(blob, (text: string) => {
    signals.add('encoded');
    return setAside(text);
  });
  for (const signal of signalsOf(`${rest}\n${shown.join('\n')}`)) signals.add(signal);
  const asked = dropInstructions(rest);
  if (asked.length < rest.length) shown.push('');
  return { asked: asked.trim(), shown: shown.join('\n').trim(), signals: [...signals].sort() };
}

/** `"shop"` or `"api-7d9f"` is a name in quotation marks, `"HTTP 503"` a term. */
function isQuotedName(text: string): boolean {
  return !/\s/.test(text.trim());
}

/** Lines after the first that look like a log, and everything after the first such line when there are several. */
function setAsideLogs(text: string, setAside: (line: string) => string): string {
  const lines = text.split('\n');
  if (lines.length === 1) return text;
  return lines.map((line) => (logLine.test(line) ? setAside(line) : line)).join('\n');
}

/** Kinds of instruction to whoever reads, in a text or in what its disguises hide. */
function signalsOf(text: string): readonly Signal[] {
  const plain = foldCase(text).replace(/\s+/g, ' ');
  return injectionPatterns.flatMap(([kind, pattern]) =>
    pattern.test(plain) || pattern.test(unleet(plain)) ? [kind] : [],
  );
}

/** A sentence that instructs the reader, and all that follows it, is none of the asker's. */
function dropInstructions(text: string): string {
  const sentences = text.split(/(?<=[.!?。！？;\n])\s*|\s+[-–—]{1,2}\s+/);
  const at = sentences.findIndex((sentence) => signalsOf(sentence).length > 0);
  return at < 0 ? text : sentences.slice(0, at).join(' ');
}

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** `d3l3t3` as `delete`: words that mix letters and digits; names with a joint stay. */
function unleet(text: string): string {
  return text.replace(/[\w@$-]{4,40}/g, (word) => {
    if (word.includes('-') || !/[a-z]/.test(word) || !/[013457@$]/.test(word)) return word;
    return [...word].map((letter) => leet[letter] ?? letter).join('');
  });
}
