import type { Json, JsonObject } from '@cloudops/spec';
import { endpointsIn, portIn } from './endpoints.ts';

/**
 * Makes of a pod specification what evidence may hold: of environment values and arguments only the addresses
 * (`endpoints`) and ports (`port`) that they name. The values themselves are dropped, and so are the parameters of
 * volume drivers and the annotations of claims. Works on the object it is given.
 */
export function reduceTemplate(spec: Json | undefined): void {
  if (!isObject(spec)) return;
  for (const list of [spec.containers, spec.initContainers]) {
    if (Array.isArray(list)) for (const container of list) if (isObject(container)) reduceContainer(container);
  }
  if (Array.isArray(spec.volumes)) for (const volume of spec.volumes) if (isObject(volume)) reduceVolume(volume);
}

/** Drivers take passwords and tokens among their parameters, whatever their documentation says. */
function reduceVolume(volume: Record<string, Json>): void {
  const { csi, flexVolume, ephemeral } = volume;
  if (isObject(csi)) delete (csi as Record<string, Json>).volumeAttributes;
  if (isObject(flexVolume)) delete (flexVolume as Record<string, Json>).options;
  if (isObject(ephemeral)) dropAnnotations(ephemeral.volumeClaimTemplate);
}

/** Annotations of what is made from a template may hold anything, and say nothing that is read. */
export function dropAnnotations(template: Json | undefined): void {
  if (isObject(template) && isObject(template.metadata)) delete (template.metadata as Record<string, Json>).annotations;
}

function reduceContainer(container: Record<string, Json>): void {
  const { env, args, command } = container;
  if (Array.isArray(env)) for (const entry of env) if (isObject(entry)) reduceVariable(entry);
  const words = [...textsOf(command), ...textsOf(args)];
  const endpoints = [...new Set(words.flatMap((word) => endpointsIn(flagOf(word), textAfter(word))))];
  if (endpoints.length > 0) container.arg_endpoints = endpoints;
  delete container.args;
  const [program] = textsOf(command);
  if (program !== undefined) container.command = [program];
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) reduceHandler(container[probe]);
  if (isObject(container.lifecycle)) for (const hook of Object.values(container.lifecycle)) reduceHandler(hook);
}

/** Of a command only its program, of a request no headers and no query: all may hold secrets. */
function reduceHandler(handler: Json | undefined): void {
  if (!isObject(handler)) return;
  const { exec, httpGet } = handler;
  if (isObject(exec)) (exec as Record<string, Json>).command = textsOf(exec.command).slice(0, 1);
  if (!isObject(httpGet)) return;
  const request = httpGet as Record<string, Json>;
  delete request.httpHeaders;
  if (typeof request.path === 'string') request.path = request.path.split('?', 1)[0] ?? '';
}

function reduceVariable(entry: Record<string, Json>): void {
  if (typeof entry.value !== 'string') return;
  const name = typeof entry.name === 'string' ? entry.name : '';
  const endpoints = endpointsIn(name, entry.value);
  if (endpoints.length > 0) entry.endpoints = [...endpoints];
  const port = portIn(name, entry.value);
  if (port !== null) entry.port = port;
  entry.is_empty = entry.value === '';
  delete entry.value;
}

function flagOf(word: string): string {
  return word.split('=', 1)[0] ?? '';
}

function textAfter(word: string): string {
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : word;
}

function textsOf(list: Json | undefined): readonly string[] {
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
}

/** An object of a list just read: nobody else holds it yet. */
export function isObject(value: Json | undefined): value is Record<string, Json> & JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
