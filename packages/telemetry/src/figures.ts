import { type IntentOutcome, severities } from '@cloudops/spec';
import { attributeNames as names, toWord } from './attributes.ts';
import type { Instruments } from './instruments.ts';
import type { ObservedOutcome, Operation } from './observation.ts';

/** Counts a question that was read, and what the model used for it. */
export function countParse(instruments: Instruments, { kind, intent: { parser } }: IntentOutcome): void {
  const vendor = toWord(parser.kind);
  instruments.parses.add(1, { [names.parseOutcome]: kind, [names.parser]: vendor });
  if (parser.model === undefined) return;
  const attributes = {
    [names.modelVendor]: vendor,
    [names.model]: toWord(parser.model),
    [names.modelOperation]: 'chat',
  };
  instruments.tokens.record(parser.input_tokens ?? 0, { ...attributes, [names.tokenType]: 'input' });
  instruments.tokens.record(parser.output_tokens ?? 0, { ...attributes, [names.tokenType]: 'output' });
}

/** Counts what became of a question. */
export function countOutcome(instruments: Instruments, operation: Operation, outcome: ObservedOutcome): void {
  const { kind, plan, run, intent, report } = outcome;
  const playbook = plan === null ? {} : { [names.playbook]: toWord(plan.playbook.id) };
  const what = { [names.operation]: operation, ...playbook };
  instruments.questions.add(1, { ...what, [names.outcome]: toWord(kind) });
  instruments.cost.record(intent.parser.cost_usd ?? 0, { ...what, [names.costSource]: 'model' });
  if (run === null) return;
  instruments.runs.add(1, { ...playbook, [names.runStatus]: toWord(run.status) });
  instruments.cost.record(plan?.estimated_cost_usd ?? 0, { ...what, [names.costSource]: 'provider' });
  for (const [provider, calls] of Object.entries(run.calls)) {
    instruments.calls.add(calls, { [names.provider]: toWord(provider) });
  }
  for (const severity of severities) {
    const count = report.findings.filter((finding) => finding.severity === severity).length;
    if (count > 0) instruments.findings.add(count, { ...playbook, [names.severity]: severity });
  }
}
