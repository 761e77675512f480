import type { ParserIndex } from './parser-index.ts';

const nothing = /^[\s?!.。？！]*$/u;
const closing = /[\s?!.。？！¿¡]+$/u;

/**
 * The playbooks that name a question, word for word, as one of their examples. A question back offers examples, so
 * whoever repeats one must get what it was offered for. Lengths are compared first: a question costs microseconds.
 */
export function findVerbatim(question: string, index: ParserIndex): ReadonlySet<string> {
  const asked = question.trim().replace(closing, '').toLowerCase();
  const found = new Set<string>();
  for (const [name, { playbook }] of index.playbooks) {
    const isSame = playbook.metadata.examples.some(
      (example) =>
        example.length >= asked.length &&
        example.length <= asked.length + 3 &&
        example.toLowerCase().startsWith(asked) &&
        nothing.test(example.slice(asked.length)),
    );
    if (isSame) found.add(name);
  }
  return found;
}
