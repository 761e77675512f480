/** How people write the three usual environments, in the languages of the shipped examples. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  prod: [
    'prod',
    'production',
    'prd',
    'live',
    'produktion',
    'produktiv',
    'produccion',
    'produzione',
    'producao',
    'productie',
    '本番',
    '生产',
  ],
  staging: ['staging', 'stage', 'stg', 'preprod', 'pre-prod', 'uat', 'preproduction', 'preproduccion', 'recette'],
  dev: [
    'dev',
    'development',
    'develop',
    'sandbox',
    'entwicklung',
    'desarrollo',
    'developpement',
    'sviluppo',
    'test',
    'qa',
  ],
};

const byWord = new Map(Object.entries(spellings).flatMap(([scope, words]) => words.map((word) => [word, scope])));

/** Whether a word by itself names an environment. */
export function isScopeWord(word: string, environments: readonly string[]): boolean {
  return byWord.has(word) || environments.includes(word);
}

/**
 * The environment that a question names, also inside a name (`shop-prod`); null when it names none or several,
 * since a guess between two environments must not be acted on.
 */
export function findScope(words: readonly string[], environments: readonly string[]): string | null {
  const whole = scopesOf(words, environments);
  if (whole.size > 0) return whole.size === 1 ? ([...whole][0] ?? null) : null;
  const parts = scopesOf(
    words.flatMap((word) => word.split(/[-._/:]/)),
    environments,
  );
  return parts.size === 1 ? ([...parts][0] ?? null) : null;
}

function scopesOf(words: readonly string[], environments: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const word of words) {
    const scope = environments.includes(word) ? word : byWord.get(word);
    if (scope !== undefined) found.add(scope);
  }
  return found;
}
