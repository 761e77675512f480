import { z } from 'zod';

/** Ways to read a question. */
export const parserNames = ['local', 'anthropic', 'openai', 'openai-compatible'] as const;

/** One of {@link parserNames}. */
export type ParserName = (typeof parserNames)[number];

/** How questions are read. Without it: by the local parser, and nothing leaves the machine. */
export interface ModelSettings {
  readonly parser: ParserName;
  /** The model; the vendor's cheapest current one when left out. */
  readonly name?: string;
  readonly base_url?: string;
  /** Azure's `api-version`. */
  readonly api_version?: string;
  /** Where the key comes from; never the key itself. */
  readonly key?: KeySettings;
  /** Whether the local parser reads what the model could not. */
  readonly fallback: boolean;
  readonly cache: boolean;
  /** Names of namespaces, workloads and the like that may be sent along. */
  readonly names: readonly string[];
  /** USD per million tokens, instead of the shipped table's. */
  readonly price?: Readonly<Record<'input' | 'output' | 'cache_read' | 'cache_write', number>>;
  readonly budget?: BudgetSettings;
}

/** One source of a key. */
export type KeySettings =
  | { readonly environment: string }
  | { readonly keychain: { readonly service: string; readonly account: string } }
  | { readonly command: readonly [string, ...(readonly string[])] };

/** What models may cost. */
export interface BudgetSettings {
  /** For each user and month. */
  readonly monthly_usd?: number;
  /** By principal id, instead of `monthly_usd`. */
  readonly users?: Readonly<Record<string, number>>;
  readonly calls_per_minute?: number;
}

const name = z.string().min(1);
const usd = z.number().min(0).max(1_000_000);
/** A key in the URL would be printed and mailed with it. */
const baseUrl = z.url({ protocol: /^https?$/ }).refine((text) => {
  if (!URL.canParse(text)) return true;
  const { username, password, search } = new URL(text);
  return username === '' && password === '' && search === '';
}, 'must hold no user name, no password and no query');

/** Checks {@link ModelSettings}. */
export const modelSettingsSchema = z
  .strictObject({
    parser: z.enum(parserNames).default('local'),
    name: name.exactOptional(),
    base_url: baseUrl.exactOptional(),
    api_version: name.exactOptional(),
    key: z
      .union(
        [
          z.strictObject({ environment: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a variable’s name') }),
          z.strictObject({ keychain: z.strictObject({ service: name, account: name }) }),
          z.strictObject({ command: z.tuple([name], z.string()) }),
        ],
        {
          error:
            'must say where the key is: { environment: NAME }, { keychain: { service, account } } or { command: [PROGRAM, …] }',
        },
      )
      .exactOptional(),
    fallback: z.boolean().default(true),
    cache: z.boolean().default(true),
    names: z.array(name).default([]),
    price: z.strictObject({ input: usd, output: usd, cache_read: usd, cache_write: usd }).exactOptional(),
    budget: z
      .strictObject({
        monthly_usd: usd.exactOptional(),
        users: z.record(name, usd).exactOptional(),
        calls_per_minute: z.int().min(1).exactOptional(),
      })
      .exactOptional(),
  })
  .refine(({ parser, base_url, name: model }) => parser !== 'openai-compatible' || (base_url && model), {
    error: 'an openai-compatible server needs base_url and name',
  });
