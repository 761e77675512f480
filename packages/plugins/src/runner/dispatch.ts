import type { Action, ActionContext, ChangeProtocol, Evidence, Observation, Provider } from '@cloudops/spec';
import type { CallMessage } from '../protocol/messages.ts';

function invalid(message: string): Evidence<never> {
  return { status: 'unknown', reason: { kind: 'invalid', message } };
}

function findAction(provider: Provider, name: string | undefined): Action {
  const action = provider.actions.find((candidate) => candidate.name === name);
  if (action === undefined) throw new TypeError(`there is no action ${name}`);
  return action;
}

type Checked =
  | { readonly kind: 'input'; readonly input: unknown }
  | { readonly kind: 'wrong'; readonly why: Evidence<never> };

/** The host checked the shape; rules that JSON Schema cannot state, and what a schema makes of its input, are only here. */
function checkInput(action: Action, written: unknown): Checked {
  const checked = action.input.safeParse(written);
  if (checked.success) return { kind: 'input', input: checked.data };
  const issue = checked.error.issues[0];
  const where = issue?.path.map(String).join('.') || '(all)';
  return { kind: 'wrong', why: invalid(`${action.name} does not accept its input: ${where}: ${issue?.message}`) };
}

async function run(action: Action, written: unknown, context: ActionContext): Promise<Evidence<unknown>> {
  const checked = checkInput(action, written);
  if (checked.kind === 'wrong') return checked.why;
  const evidence = await action.doRun(checked.input, context);
  if (evidence?.output === undefined || action.change !== undefined) return evidence;
  const output = action.output.safeParse(evidence.output);
  if (output.success) return evidence;
  const issue = output.error.issues[0];
  const where = issue?.path.map(String).join('.') || 'its root';
  throw new TypeError(`${action.name} returned an output that breaks its schema at ${where}: ${issue?.message}`);
}

async function change(action: Action, message: CallMessage, context: ActionContext): Promise<unknown> {
  const checked = checkInput(action, message.arguments[0]);
  if (checked.kind === 'wrong') return checked.why;
  const protocol = action.change as ChangeProtocol;
  if (message.method === 'doObserve') return protocol.doObserve(checked.input, context);
  const before = message.arguments[1] as unknown as Observation;
  return protocol[message.method as Exclude<keyof ChangeProtocol, 'doObserve'>](checked.input, before, context);
}

/** Makes the call that a message asks for. */
export async function dispatch(provider: Provider, message: CallMessage, context: ActionContext): Promise<unknown> {
  switch (message.method) {
    case 'targets':
      return provider.targets();
    case 'close':
      await provider.close();
      return null;
    case 'doIdentify':
      return provider.doIdentify(context);
    case 'doLocate':
      return provider.doLocate?.(context);
    case 'doRun':
      return run(findAction(provider, message.action), message.arguments[0], context);
    case 'riskOf':
      return findAction(provider, message.action).riskByInput?.riskOf(message.arguments[0] as never);
    default:
      return change(findAction(provider, message.action), message, context);
  }
}
