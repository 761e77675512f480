import { escapeForTerminal, paint, type TableColumn, wrapText } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import { type Capability, describeNetwork, describeRisk, type PluginView } from './capabilities.ts';

/** A plugin with all that it may do, for a person to say yes to, or for programs. */
export function renderPlugin(view: PluginView, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson({ plugin: view });
  if (form === 'human') return describePlugin(view, screen);
  const rows = view.capabilities;
  const columns: readonly TableColumn<Capability>[] = [
    { header: 'KIND', value: ({ kind }) => kind },
    { header: 'NAME', value: ({ name }) => name },
    { header: 'MAY', value: (capability) => sentencesOf(capability).join('; ') },
  ];
  return renderListing({ name: 'capabilities', rows, columns, empty: 'It brings nothing.' }, form, screen);
}

/** The same for a person. Every text may be the plugin's. */
export function describePlugin(
  { name, version, origin, digest, root, capabilities, isolation }: PluginView,
  screen: Screen,
): string {
  const safe = (text: string): string => escapeForTerminal(text, { unicode: screen.unicode, maximum: 1000 });
  const indented = (text: string, indent: number): readonly string[] =>
    wrapText(safe(text), screen.width - indent).map((line) => `${' '.repeat(indent)}${line}`);
  const heading = (text: string): string => paint(safe(text), 'strong', screen);
  return [
    heading(`${name} ${version}`),
    ...(root === null ? [] : indented(origin === 'linked' ? `linked to ${root}` : `installed in ${root}`, 2)),
    ...indented(digest, 2),
    ...capabilities.flatMap((capability) => [
      '',
      heading(titleOf(capability)),
      ...sentencesOf(capability).flatMap((sentence) => indented(sentence, 2)),
    ]),
    '',
    ...isolation.flatMap((sentence) => indented(sentence, 0)),
    '',
  ].join('\n');
}

function titleOf({ kind, name }: Capability): string {
  if (kind === 'command') return `Command: cloudops ${name}`;
  return kind === 'provider' ? `Provider: ${name}` : `Playbooks: ${name}`;
}

function sentencesOf({ kind, about, risk, network, environment, permissions, ...said }: Capability): readonly string[] {
  return [
    ...(about === '' ? [] : [about]),
    ...(risk === null ? [] : [describeRisk(risk)]),
    ...(network === null ? [] : [describeNetwork(network, kind === 'provider')]),
    ...(permissions.length === 0 ? [] : [`needs the rights: ${permissions.join(', ')}`]),
    ...(environment.length === 0 ? [] : [`sees the variables: ${environment.join(', ')}`]),
    ...(said.actions.length === 0 ? [] : [`actions: ${said.actions.join(', ')}`]),
    ...(said.findings.length === 0 ? [] : [`finding codes: ${said.findings.join(', ')}`]),
  ];
}
