/** Verbs that ask for a change. A question that starts with one is not answered by reading. */
const changeVerbs = new Set(
  `delete remove kill restart reboot scale drain cordon uncordon rollback roll revert undo apply patch edit set stop
  start terminate evict resize increase decrease raise lower deploy create upgrade fix`.split(/\s+/),
);

const politeness = new Set([
  'please',
  'can',
  'could',
  'you',
  'would',
  'just',
  'now',
  'lets',
  'go',
  'and',
  'to',
  'i',
  'want',
  'need',
]);

/** The verb, when a question orders a change (`restart api in prod`); null when it asks. */
export function findChangeVerb(words: readonly string[]): string | null {
  const first = words.find((word) => !politeness.has(word));
  return first !== undefined && changeVerbs.has(first) ? first : null;
}
