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
    '本番環境',
    '生产',
    '生产环境',
    '正式环境',
    'prd1',
    'produktivumgebung',
    'produktionsumgebung',
    '프로덕션',
    '운영',
  ],
  staging: [
    'staging',
    'stage',
    'stg',
    'preprod',
    'pre-prod',
    'uat',
    'preproduction',
    'preproduccion',
    'recette',
    'pre',
    'ステージング',
    '预发',
    '预发布',
    '스테이징',
    'homologacao',
    'acceptance',
    'acc',
    'abnahme',
  ],
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
    'testing',
    'qa',
    '開発',
    '开发',
    '测试',
    'テスト',
    '개발',
    'ontwikkeling',
    'desenvolvimento',
  ],
};

const byWord = new Map(Object.entries(spellings).flatMap(([scope, words]) => words.map((word) => [word, scope])));

const unspacedSpellings = [...byWord.keys()].filter((spelling) => /[^\u0000-\u024f]/.test(spelling));

/** Every spelling of an environment. */
export const scopeWords: readonly string[] = [...byWord.keys()];

/** Whether a word by itself names an environment. */
export function isScopeWord(word: string, environments: readonly string[]): boolean {
  return byWord.has(word) || environments.includes(word);
}

/**
 * The environment that a question names, also inside a name (`shop-prod`); null when it names none or several,
 * since a guess between two environments must not be acted on.
 */
export function findScope(words: readonly string[], environments: readonly string[]): string | null {
  const whole = scopesOf([...words, ...words.flatMap(insideUnspaced)], environments);
  if (whole.size > 0) return whole.size === 1 ? ([...whole][0] ?? null) : null;
  const parts = scopesOf(
    words.flatMap((word) => word.split(/[-._/:]/)),
    environments,
  );
  return parts.size === 1 ? ([...parts][0] ?? null) : null;
}

/** `本番クラスターで`: words without spaces around them. */
function insideUnspaced(word: string): readonly string[] {
  return unspacedSpellings.filter((spelling) => word.includes(spelling));
}

function scopesOf(words: readonly string[], environments: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const word of words) {
    const scope = environments.includes(word) ? word : byWord.get(word);
    if (scope !== undefined) found.add(scope);
  }
  return found;
}
