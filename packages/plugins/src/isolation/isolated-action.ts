import {
  type Action,
  type ActionContext,
  type ChangeProtocol,
  type ChangeSighting,
  type ChangeVerification,
  changeSightingSchema,
  changeVerificationSchema,
  type Evidence,
  type Json,
  type JsonObject,
  type Observation,
  observationSchema,
  type RiskByInput,
  type RiskLevel,
} from '@cloudops/spec';
import { z } from 'zod';
import { defaultLimits } from '../protocol/limits.ts';
import type { ChangeMethod } from '../protocol/messages.ts';
import { createRunBounded, type RunBounded } from './bounded.ts';
import type { CallRequest } from './call-end.ts';
import { findAnalysisFault } from './check-evidence.ts';
import { type CheckBySchema, compileSchema, toZod } from './compile-schema.ts';
import type { IsolatedProviderOptions, Isolation } from './isolation.ts';
import type { ActionDescription } from './provider-description.ts';
import { realClock } from './real-clock.ts';

interface ActionParts {
  readonly isolation: Isolation;
  readonly description: ActionDescription;
  readonly options: IsolatedProviderOptions;
}

/** Compiled by the first value: most actions of a provider are not used. */
function compileLater(schema: JsonObject, runBounded: RunBounded): CheckBySchema {
  let check: CheckBySchema | undefined;
  return (value) => {
    try {
      check ??= compileSchema(schema, runBounded);
    } catch {
      return { kind: 'wrong', path: [], message: 'its schema cannot be used' };
    }
    return check(value);
  };
}

/** The schema's check, and for an analysis that of its codes. */
function createOutputCheck({ description, options }: ActionParts, runBounded: RunBounded): CheckBySchema {
  const check = compileLater(description.output, runBounded);
  const codes = new Set(options.description.findings.map(({ code }) => code));
  return (value) => {
    const verdict = check(value);
    if (verdict.kind === 'wrong') return verdict;
    const fault = findAnalysisFault(value, codes);
    return fault === undefined ? verdict : { kind: 'wrong', path: [], message: fault };
  };
}

function byZod(schema: z.ZodType): CheckBySchema {
  return (value) => {
    const checked = schema.safeParse(value);
    if (checked.success) return { kind: 'fits', value };
    const issue = checked.error.issues[0];
    return { kind: 'wrong', path: issue?.path ?? [], message: issue?.message ?? '' };
  };
}

const protocolChecks: Readonly<Record<ChangeMethod, CheckBySchema>> = {
  doObserve: byZod(observationSchema),
  doDryRun: byZod(z.string()),
  doChange: byZod(z.string()),
  doLook: byZod(changeSightingSchema),
  doVerify: byZod(changeVerificationSchema),
  doUndo: byZod(z.string()),
};
/** What makes the change, and what takes it back; all else of the protocol looks and asks. */
const changing: ReadonlySet<ChangeMethod> = new Set<ChangeMethod>(['doChange', 'doUndo']);

function createProtocol({ isolation, description }: ActionParts): ChangeProtocol {
  const call = <Output>(
    method: ChangeMethod,
    parts: readonly unknown[],
    context: ActionContext,
  ): Promise<Evidence<Output>> =>
    isolation.evidence<Output>({
      ...{ method, action: description.name, arguments: parts as readonly Json[], context },
      sends: changing.has(method) ? 'all' : 'reads',
      check: protocolChecks[method],
    });
  return {
    doObserve: (input, context) => call<Observation>('doObserve', [input], context),
    doDryRun: (input, before, context) => call<string>('doDryRun', [input, before], context),
    doChange: (input, before, context) => call<string>('doChange', [input, before], context),
    doLook: (input, before, context) => call<ChangeSighting>('doLook', [input, before], context),
    doVerify: (input, before, context) => call<ChangeVerification>('doVerify', [input, before], context),
    doUndo: (input, before, context) => call<string>('doUndo', [input, before], context),
  };
}

const risks: readonly RiskLevel[] = ['read', 'write', 'delete'];

/** The plugin's word counts only downwards from what it described; what cannot be had counts as the highest. */
function createRiskByInput({ isolation, description }: ActionParts, inputs: readonly string[]): RiskByInput {
  const request: Omit<CallRequest, 'arguments' | 'signal'> = {
    ...{ method: 'riskOf', action: description.name, clock: realClock, sends: 'nothing' },
  };
  return {
    inputs,
    riskOf: async (values) => {
      const signal = AbortSignal.timeout(defaultLimits.targetsMs);
      const end = await isolation.call({ ...request, arguments: [{ ...values }], signal });
      const said = end.kind === 'returned' ? risks.find((risk) => risk === end.value) : undefined;
      return said !== undefined && risks.indexOf(said) < risks.indexOf(description.risk) ? said : description.risk;
    },
  };
}

function createAction(parts: ActionParts, runBounded: RunBounded): Action {
  const { isolation, description, options } = parts;
  const { name, risk, estimatedSec, estimatedCostUsd, riskByInput } = description;
  const checkOutput = createOutputCheck(parts, runBounded);
  // What was checked when it came needs no second check, which would cost as much as the first.
  const checked = new WeakSet<object>();
  const check: CheckBySchema = (value) => {
    const verdict = checkOutput(value);
    if (verdict.kind === 'fits' && typeof value === 'object' && value !== null) checked.add(value);
    return verdict;
  };
  const isChecked = (value: unknown): boolean => typeof value === 'object' && value !== null && checked.has(value);
  const { permissions = [] } = options.provider;
  return {
    ...{ name, description: description.description, risk, estimatedSec, estimatedCostUsd },
    input: toZod(compileLater(description.input, runBounded)),
    output: toZod((value) => (isChecked(value) ? { kind: 'fits', value } : checkOutput(value))),
    permissions: () => permissions,
    ...(riskByInput === undefined ? {} : { riskByInput: createRiskByInput(parts, riskByInput) }),
    ...(description.isChange ? { change: createProtocol(parts) } : {}),
    doRun: (input, context) =>
      isolation.evidence({ method: 'doRun', action: name, arguments: [input as Json], context, sends: 'reads', check }),
  };
}

/** The actions of a description, each calling the plugin's. */
export function createIsolatedActions(isolation: Isolation, options: IsolatedProviderOptions): readonly Action[] {
  const runBounded = createRunBounded();
  return options.description.actions.map((description) =>
    createAction({ isolation, description, options }, runBounded),
  );
}
