import type { BudgetStatus, UsageGrouping, UsageQuery, UsageRow } from '@cloudops/intent';
import { renderTable, wrapText } from '@cloudops/report';
import { openLedger } from './composition/parser.ts';
import { findPrincipal } from './composition/principal.ts';
import { readConfiguration } from './configuration/configuration.ts';
import type { Paths } from './configuration/paths.ts';
import { type OutputForm, renderJson, renderListing } from './output.ts';
import type { Screen } from './screen.ts';

/** What models cost. */
export interface Usage {
  readonly by: UsageGrouping;
  readonly rows: readonly UsageRow[];
  /** Of whoever asks. */
  readonly budget: BudgetStatus;
}

/** Adds up what the ledger holds, over all parsers. @throws CloudOpsError `LEDGER_UNUSABLE`. */
export async function readUsage(query: UsageQuery, paths: Paths): Promise<Usage> {
  const ledger = openLedger({ configuration: await readConfiguration(paths.configFile), paths });
  try {
    return { by: query.by, rows: ledger.usage(query), budget: ledger.status(findPrincipal().id) };
  } finally {
    ledger.close();
  }
}

/** The usage as a table with the budget beneath it, or as the values themselves. */
export function renderUsage({ by, rows, budget }: Usage, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson({ by, usage: rows.map(toJson), budget: toBudgetJson(budget) });
  const columns = [
    { header: by.toUpperCase(), value: (row: UsageRow) => row.key ?? '(none)' },
    { header: 'CALLS', value: (row: UsageRow) => String(row.calls), align: 'right' as const },
    { header: 'CACHED', value: (row: UsageRow) => String(row.cached), align: 'right' as const },
    { header: 'TOKENS IN', value: (row: UsageRow) => String(row.inputTokens), align: 'right' as const },
    { header: 'OUT', value: (row: UsageRow) => String(row.outputTokens), align: 'right' as const },
    { header: 'USD', value: (row: UsageRow) => toUsd(row.microUsd).toFixed(6), align: 'right' as const },
  ];
  if (form !== 'human') return renderListing({ name: 'usage', rows, columns, empty: nothing }, form, screen);
  const table = rows.length === 0 ? nothing : renderTable(rows, columns, screen);
  return `${table}\n\n${wrapText(describeBudget(budget), screen.width).join('\n')}\n`;
}

const nothing = 'No model was asked yet.';

function toJson({ key, calls, cached, unsettled, inputTokens, outputTokens, microUsd }: UsageRow): object {
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  return { key, calls, cached, unsettled, ...tokens, cost_usd: toUsd(microUsd) };
}

function toBudgetJson({ user, month, spent, reserved, limit, left }: BudgetStatus): object {
  const orNull = (amount: number | null): number | null => (amount === null ? null : toUsd(amount));
  const fixed = { user, month, spent_usd: toUsd(spent), reserved_usd: toUsd(reserved) };
  return { ...fixed, limit_usd: orNull(limit), left_usd: orNull(left) };
}

function describeBudget({ user, month, spent, limit, left }: BudgetStatus): string {
  const used = `${month}: ${user} used $${toUsd(spent).toFixed(4)}`;
  if (limit === null || left === null) return `${used}; no budget is set (config.yaml: model.budget.monthly_usd).`;
  return `${used} of $${toUsd(limit).toFixed(2)}; $${toUsd(left).toFixed(4)} left.`;
}

function toUsd(microUsd: number): number {
  return microUsd / 1_000_000;
}
