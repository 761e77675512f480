import type { Field } from '../document/document.ts';
import type { RunSummary } from '../run-summary.ts';
import { formatCount, formatDollars, formatDuration } from '../text/quantity.ts';

/** What identifies a run and what it took, for the foot of a report. */
export function runFields(run: RunSummary): readonly Field[] {
  const fields: Field[] = [];
  const add = (label: string, texts: readonly string[]): void => {
    if (texts.length === 0) return;
    fields.push({ label, lines: texts.map((text) => ({ text, tone: 'muted', literal: label !== 'calls' })) });
  };
  add('run', run.id === null ? [] : [run.id]);
  add('plan', run.plan_id === null ? [] : [run.plan_id]);
  add('audit', run.audit_ids);
  add('warning', run.warnings ?? []);
  add('calls', [callsText(run)]);
  if (run.llm !== null) {
    const { provider, model, input_tokens, output_tokens, cost_usd } = run.llm;
    const tokens = `${input_tokens} tokens in, ${output_tokens} out, ${formatDollars(cost_usd)}`;
    add('model', [`${provider} ${model}: ${tokens}`]);
  }
  return fields;
}

function callsText({ calls, duration_ms, started_at }: RunSummary): string {
  const providers = Object.keys(calls).sort();
  const total = providers.reduce((sum, provider) => sum + (calls[provider] ?? 0), 0);
  const names = providers.map((provider) =>
    providers.length === 1 ? provider : `${provider} ${calls[provider] ?? 0}`,
  );
  const where = names.length === 0 ? '' : ` to ${names.join(', ')}`;
  return `${formatCount(total, 'call')}${where} in ${formatDuration(duration_ms)}, started ${started_at}`;
}
