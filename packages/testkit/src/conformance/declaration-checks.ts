import type { Action } from '@cloudops/spec';
import { assertConforms, listRemote, type ProviderUnderTest, sampleOf } from './provider-under-test.ts';

const kebab: RegExp = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const actionName: RegExp = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*$/;
const semanticVersion: RegExp = /^\d+\.\d+\.\d+/;

/** The contract's version is a literal, the provider has a name and a version. */
export async function checkSpecification({ provider }: ProviderUnderTest): Promise<void> {
  const stated: string = provider.specificationVersion;
  assertConforms(stated === 'v1', `specificationVersion is ${stated} and not v1`);
  assertConforms(kebab.test(provider.name), `its name ${provider.name} is not kebab-case`);
  assertConforms(semanticVersion.test(provider.version), `its version ${provider.version} is not semantic`);
}

/** Action names are unique and kebab-case, parts parted by dots. */
export async function checkActionNames({ provider }: ProviderUnderTest): Promise<void> {
  const names = provider.actions.map((action) => action.name);
  assertConforms(names.length > 0, 'it has no actions');
  for (const name of names) assertConforms(actionName.test(name), `the action name ${name} is not kebab-case`);
  assertConforms(new Set(names).size === names.length, 'two actions have one name');
}

function checkPermissions(subject: ProviderUnderTest, action: Action): void {
  const permissions = action.permissions(sampleOf(subject, action));
  const isNamed = permissions.every(({ verb, resource }) => verb !== '' && resource !== '');
  assertConforms(isNamed, `${action.name} has a permission without a verb or resource`);
  const isRemote = listRemote(subject).includes(action);
  assertConforms(!isRemote || permissions.length > 0, `${action.name} sends requests and declares no permission`);
}

/** Every action says what it may do, what it needs, takes and gives, and costs. */
export async function checkDeclarations(subject: ProviderUnderTest): Promise<void> {
  for (const action of subject.provider.actions) {
    const { name, risk, description, estimatedSec, estimatedCostUsd } = action;
    assertConforms(['read', 'write', 'delete'].includes(risk), `${name} has the risk ${risk}`);
    assertConforms(description.trim() !== '', `${name} has no description`);
    assertConforms(typeof action.output?.safeParse === 'function', `${name} has no output schema`);
    assertConforms(estimatedSec >= 0 && estimatedCostUsd >= 0, `${name} has no estimates`);
    checkPermissions(subject, action);
  }
}

/** A misspelt field is refused, since ignoring it would ask another question than the one meant. */
export async function checkUnknownKeys(subject: ProviderUnderTest): Promise<void> {
  for (const action of subject.provider.actions) {
    sampleOf(subject, action);
    const sample = subject.inputs[action.name];
    const isFields = typeof sample === 'object' && sample !== null && !Array.isArray(sample);
    assertConforms(isFields, `${action.name} takes no object`);
    const checked = action.input.safeParse({ ...(sample as object), 'no-such-field': 1 });
    assertConforms(!checked.success, `the input schema of ${action.name} lets an unknown key through`);
  }
}

/** Codes are unique, and each says how it is decided and what to do. */
export async function checkFindings({ provider }: ProviderUnderTest): Promise<void> {
  const codes = provider.findings.map((finding) => finding.code);
  assertConforms(new Set(codes).size === codes.length, 'two findings have one code');
  for (const { code, title, decided, remedy } of provider.findings) {
    const isDocumented = [code, title, decided, remedy].every((text) => text.trim() !== '');
    assertConforms(isDocumented, `the finding ${code} has no title, rule or remedy`);
  }
}

/** Asking where a provider goes costs no request, and names the provider itself. */
export async function checkTargets(subject: ProviderUnderTest): Promise<void> {
  const before = subject.requests();
  const targets = await subject.provider.targets();
  assertConforms(subject.requests() === before, 'targets() sends requests');
  assertConforms(targets.length > 0, 'targets() names none and does not throw');
  const areOwn = targets.every((target) => target.provider === subject.provider.name);
  assertConforms(areOwn, 'targets() names the target of another provider');
}

/** A second close is fine. */
export async function checkClose({ provider }: ProviderUnderTest): Promise<void> {
  try {
    await provider.close();
    await provider.close();
  } catch (error) {
    assertConforms(false, 'close() throws when it is called twice', error);
  }
}
