import { extname } from 'node:path';
import { refuseWebhookUrl } from '@cloudops/audit';
import type { ReportForm } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import type { ReportSettings } from '../configuration/report-settings.ts';
import { toPlainName } from './file-name.ts';
import { readWord } from './read-word.ts';

/** Where a report goes. */
export type Destination =
  | { readonly kind: 'file'; readonly given: string; readonly pattern: string; readonly form: ReportForm }
  | {
      readonly kind: 'webhook';
      /** As it was named, without what may be secret. */
      readonly given: string;
      readonly url: string;
      readonly format: 'cloudops' | 'slack';
      readonly secret?: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** What the end of a file's name says about its form. */
const forms: Readonly<Record<string, ReportForm>> = {
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.html': 'html',
  '.md': 'markdown',
  '.sarif': 'sarif',
  '.ocsf': 'ocsf',
  '.asff': 'asff',
  '.txt': 'human',
};

/**
 * What `--report` names: `webhook:NAME` of the configuration, an address, or a file. Nothing is written or sent.
 * @throws CloudOpsError `REPORT_DESTINATION_INVALID`.
 */
export async function toDestination(
  given: string,
  { webhooks }: ReportSettings,
  environment: NodeJS.ProcessEnv,
): Promise<Destination> {
  if (given.startsWith('webhook:')) return toConfigured(given, webhooks, environment);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) return toAddress(given);
  const form = forms[extname(given).toLowerCase()];
  if (form === undefined) {
    throw invalid(`--report ${given} has no ending that names a form`, `One of ${Object.keys(forms).join(', ')}`);
  }
  const unknown = toPlainName(given, { date: '', run: '' }).match(/\{[^}]*\}/)?.[0];
  if (unknown !== undefined) throw invalid(`--report ${given} holds ${unknown}`, 'Known are {date} and {run}.');
  return { kind: 'file', given, pattern: given, form };
}

/** Addresses given by hand are seen by everybody who lists processes: a secret one belongs in the configuration. */
function toAddress(given: string): Destination {
  assertUrl(given, '--report names an address that cannot be used');
  return { kind: 'webhook', given: new URL(given).origin, url: given, format: 'cloudops', headers: {} };
}

async function toConfigured(
  given: string,
  webhooks: ReportSettings['webhooks'],
  environment: NodeJS.ProcessEnv,
): Promise<Destination> {
  const name = given.slice('webhook:'.length);
  const found = Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
  if (found === undefined) {
    const known = Object.keys(webhooks).sort().join(', ');
    throw invalid(
      `--report ${given} names no webhook of the configuration`,
      known === ''
        ? `Add it to config.yaml: reports: { webhooks: { ${name}: { url: https://… } } }`
        : `Known are ${known}.`,
    );
  }
  const read = (source: Parameters<typeof readWord>[0], key: string): Promise<string> =>
    readWord(source, { setting: `reports.webhooks.${name}.${key}`, environment });
  const url = typeof found.url === 'string' ? found.url : await read(found.url, 'url');
  assertUrl(url, `reports.webhooks.${name}.url cannot be used`);
  const headers = await Promise.all(
    Object.entries(found.headers ?? {}).map(async ([key, source]) => [key, await read(source, `headers.${key}`)]),
  );
  return {
    kind: 'webhook',
    given,
    url,
    format: found.format,
    // An unsigned report where a signed one is expected would be dropped, or worse, taken.
    ...(found.secret === undefined ? {} : { secret: await read(found.secret, 'secret') }),
    headers: Object.fromEntries(headers),
  };
}

function assertUrl(url: string, what: string): void {
  const why = refuseWebhookUrl(url);
  if (why === null) return;
  throw invalid(`${what}: ${why}`, 'https://HOST/PATH; http:// only to this machine or to a Service (*.svc).');
}

function invalid(what: string, step: string): CloudOpsError {
  return new CloudOpsError({ code: 'REPORT_DESTINATION_INVALID', message: `${what}.`, nextSteps: [step] });
}
