import type { Decision, IntentOutcome, Plan, StepResult } from '@cloudops/spec';
import { type Context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { attributeNames as names, toWord } from './attributes.ts';
import { toErrorType } from './error-type.ts';
import { countOutcome, countParse } from './figures.ts';
import type { Observation, ObservedEvent, ObservedOutcome, Operation } from './observation.ts';
import { known, type Observer } from './observer.ts';
import { tellFailure, tellQuestion, tellUnknownStep } from './records.ts';
import { toHrTime } from './time.ts';

interface OpenStep {
  readonly span: Span;
  readonly startedAt: number;
}

/** Begins to observe one question. */
export function observeQuestion(observer: Observer, operation: Operation): Observation {
  return new QuestionObservation(observer, operation);
}

/** The spans of one question: `question` → `parse`, `plan`, `decide`, `run` → one for each step. */
class QuestionObservation implements Observation {
  readonly #observer: Observer;
  readonly #operation: Operation;
  readonly #startedAt: number;
  readonly #span: Span;
  /** The question's span. */
  readonly #context: Context;
  readonly #steps = new Map<string, OpenStep>();
  /** When the stage began that no event has ended yet. */
  #stageAt: number;
  #plan: Plan | null = null;
  #run: { readonly span: Span; readonly context: Context; readonly startedAt: number } | null = null;
  #hasEnded = false;

  constructor(observer: Observer, operation: Operation) {
    this.#observer = observer;
    this.#operation = operation;
    this.#startedAt = observer.now();
    this.#stageAt = this.#startedAt;
    const attributes = { [names.operation]: operation };
    const options = { startTime: toHrTime(this.#startedAt), attributes };
    this.#span = observer.tracer.startSpan('question', options, observer.parent);
    this.#context = trace.setSpan(observer.parent, this.#span);
  }

  onEvent(event: ObservedEvent): void {
    if (this.#hasEnded) return;
    if (event.kind === 'intent-parsed') this.#onParsed(event.outcome);
    if (event.kind === 'plan-created') this.#onPlanned(event.plan);
    if (event.kind === 'plan-decided') this.#onDecided(event.decision);
    if (event.kind === 'step-started') this.#onStepStarted(event.step, event.action);
    if (event.kind === 'step-finished') this.#onStepFinished(event.step, event.result);
    if (event.kind === 'journal-failed') this.#tellError(toErrorType(event.error));
  }

  finish(outcome: ObservedOutcome): void {
    if (this.#hasEnded) return;
    const { run, plan, kind } = outcome;
    if (plan !== null) this.#keepPlan(plan);
    this.#endRun(
      run === null ? {} : { [names.run]: toWord(run.id), [names.runStatus]: toWord(run.status) },
      run?.status === 'failed' ? 'failed' : null,
    );
    const attributes = {
      [names.outcome]: toWord(kind),
      ...(run === null ? {} : { [names.run]: toWord(run.id) }),
      [names.findings]: outcome.report.findings.length,
    };
    this.#span.setAttributes(attributes);
    countOutcome(this.#observer.instruments, this.#operation, outcome);
    const told = { ...attributes, ...this.#planAttributes(), [names.operation]: this.#operation };
    tellQuestion(this.#observer, { context: this.#context, outcome, attributes: told });
    this.#end(kind === 'change-failed' ? kind : null);
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    const type = toErrorType(error);
    this.#endRun({}, type);
    this.#span.setAttributes({ [names.outcome]: 'failed' });
    const { instruments } = this.#observer;
    instruments.questions.add(1, { [names.operation]: this.#operation, [names.outcome]: 'failed' });
    this.#tellError(type);
    this.#end(type);
  }

  #onParsed(outcome: IntentOutcome): void {
    const { parser } = outcome.intent;
    const at = this.#observer.now();
    // A playbook that was named by hand is not parsed.
    if (parser.kind === 'none') {
      this.#stageAt = at;
      return;
    }
    const playbook = outcome.kind === 'matched' ? toWord(outcome.playbook) : undefined;
    this.#stage('parse', at, {
      [names.parseOutcome]: outcome.kind,
      [names.parser]: toWord(parser.kind),
      [names.playbook]: playbook,
      [names.modelVendor]: parser.model === undefined ? undefined : toWord(parser.kind),
      [names.model]: parser.model === undefined ? undefined : toWord(parser.model),
      [names.inputTokens]: parser.input_tokens,
      [names.outputTokens]: parser.output_tokens,
    });
    countParse(this.#observer.instruments, outcome);
  }

  #onPlanned(plan: Plan): void {
    this.#keepPlan(plan);
    this.#stage('plan', this.#observer.now(), { ...this.#planAttributes(), [names.steps]: plan.steps.length });
  }

  #onDecided({ outcome, policy_digest }: Decision): void {
    const attributes = { [names.decision]: toWord(outcome), [names.policy]: toWord(policy_digest) };
    this.#stage('decide', this.#observer.now(), attributes);
  }

  #onStepStarted(step: string, action: string): void {
    const startedAt = this.#observer.now();
    const { context } = this.#openRun();
    const attributes = {
      ...this.#planAttributes(),
      [names.step]: toWord(step),
      [names.action]: toWord(action),
      [names.provider]: this.#providerOf(step, action),
    };
    const options = { startTime: toHrTime(startedAt), attributes: known(attributes) };
    const span = this.#observer.tracer.startSpan(`step ${toWord(action)}`, options, context);
    this.#steps.set(step, { span, startedAt });
  }

  #onStepFinished(step: string, result: StepResult): void {
    const open = this.#steps.get(step);
    // What was taken back is told a second time.
    if (open === undefined) return;
    this.#steps.delete(step);
    const at = this.#observer.now();
    const reason = result.status === 'unknown' ? toWord(result.reason?.kind ?? 'failed') : null;
    open.span.setAttributes({ [names.stepStatus]: toWord(result.status), [names.calls]: result.calls });
    const figures = {
      [names.action]: toWord(result.action),
      [names.provider]: this.#providerOf(step, result.action),
      [names.stepStatus]: toWord(result.status),
    };
    if (reason !== null) {
      setError(open.span, reason);
      this.#observer.instruments.errors.add(1, { [names.errorType]: reason, [names.stage]: 'step' });
      const attributes = { ...figures, [names.step]: toWord(step), [names.errorType]: reason };
      tellUnknownStep(this.#observer, trace.setSpan(this.#context, open.span), attributes);
    }
    open.span.end(toHrTime(at));
    this.#measure('step', at - open.startedAt, figures);
  }

  /** A span from the last boundary until now. */
  #stage(name: 'parse' | 'plan' | 'decide', at: number, attributes: Parameters<typeof known>[0]): void {
    const options = { startTime: toHrTime(this.#stageAt), attributes: known(attributes) };
    this.#observer.tracer.startSpan(name, options, this.#context).end(toHrTime(at));
    this.#measure(name, at - this.#stageAt);
    this.#stageAt = at;
  }

  #openRun(): { readonly span: Span; readonly context: Context } {
    if (this.#run !== null) return this.#run;
    const startedAt = this.#stageAt;
    const options = { startTime: toHrTime(startedAt), attributes: known(this.#planAttributes()) };
    const span = this.#observer.tracer.startSpan('run', options, this.#context);
    this.#run = { span, context: trace.setSpan(this.#context, span), startedAt };
    return this.#run;
  }

  #endRun(attributes: Readonly<Record<string, string>>, error: string | null): void {
    const at = this.#observer.now();
    for (const { span } of this.#steps.values()) {
      setError(span, 'interrupted');
      span.end(toHrTime(at));
    }
    this.#steps.clear();
    if (this.#run === null) return;
    this.#run.span.setAttributes(attributes);
    if (error !== null) setError(this.#run.span, error);
    this.#run.span.end(toHrTime(at));
    this.#measure('run', at - this.#run.startedAt);
  }

  #end(error: string | null): void {
    this.#hasEnded = true;
    const at = this.#observer.now();
    if (error !== null) setError(this.#span, error);
    this.#span.end(toHrTime(at));
    this.#measure('question', at - this.#startedAt);
  }

  #tellError(type: string): void {
    const attributes = { [names.errorType]: type, [names.operation]: this.#operation };
    this.#observer.instruments.errors.add(1, { [names.errorType]: type, [names.stage]: 'question' });
    tellFailure(this.#observer, this.#context, known({ ...attributes, ...this.#planAttributes() }));
  }

  #measure(stage: string, ms: number, attributes: Readonly<Record<string, string>> = {}): void {
    // A clock that was set back must not give a negative duration.
    this.#observer.instruments.duration.record(Math.max(0, ms) / 1000, {
      ...{ [names.stage]: stage, [names.operation]: this.#operation },
      ...attributes,
    });
  }

  #keepPlan(plan: Plan): void {
    this.#plan = plan;
    this.#span.setAttributes(known(this.#planAttributes()));
  }

  #planAttributes(): Record<string, string | undefined> {
    const plan = this.#plan;
    if (plan === null) return {};
    return {
      [names.playbook]: toWord(plan.playbook.id),
      [names.playbookVersion]: toWord(plan.playbook.version),
      [names.plan]: toWord(plan.id),
    };
  }

  #providerOf(id: string, action: string): string {
    const step = this.#plan?.steps.find((candidate) => candidate.id === id);
    return toWord(step?.provider ?? action.split('.')[0] ?? '');
  }
}

/** Marks a span as failed, by the error's code alone. */
function setError(span: Span, type: string): void {
  span.setAttribute(names.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
