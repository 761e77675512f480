/** The account of the fake. */
export const account = '111122223333';

/** Tags as EC2 gives them. */
export function tagXml(tags: Readonly<Record<string, string>> = {}): string {
  const items = Object.entries(tags).map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`);
  return `<tagSet>${items.join('')}</tagSet>`;
}

/** Groups as EC2 gives them. */
export function groupSetXml(groups: readonly string[]): string {
  return `<groupSet>${groups.map((id) => `<item><groupId>${id}</groupId></item>`).join('')}</groupSet>`;
}

/** The values of a list of a form. */
export function listed(form: URLSearchParams, prefix: string): readonly string[] {
  return [...form].filter(([key]) => key.startsWith(`${prefix}.`)).map(([, value]) => value);
}

/** The values of all filters of a form. */
export function filtered(form: URLSearchParams): readonly string[] {
  return [...form].filter(([key]) => /^Filter\.\d+\.Value\./.test(key)).map(([, value]) => value);
}

/** Tags out of the first TagSpecification of a form. */
export function tagsIn(form: URLSearchParams): Readonly<Record<string, string>> {
  const keys = [...form].filter(([name]) => /^TagSpecification\.1\.Tag\.\d+\.Key$/.test(name));
  return Object.fromEntries(keys.map(([name, key]) => [key, form.get(name.replace(/Key$/, 'Value')) ?? '']));
}
