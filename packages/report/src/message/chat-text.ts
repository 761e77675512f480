import type { Cause, Report } from '@cloudops/spec';
import { nameResource } from '../analysis/summary.ts';
import { clip } from '../render/export-text.ts';
import type { RunSummary } from '../run-summary.ts';
import { escapeForTerminal } from '../text/escape-terminal.ts';
import { formatCount } from '../text/quantity.ts';

const causesShown = 10;
const gapsShown = 3;
const longestLine = 300;

/**
 * A report in a few lines for a chat, in the markup that Slack, Mattermost, Rocket.Chat and Discord's Slack address share
 * (https://docs.slack.dev/messaging/formatting-message-text). Nothing from the evidence mentions anybody, links anywhere
 * or formats anything. At most about 5,000 characters.
 */
export function renderChatText(report: Report, run: RunSummary): string {
  const { causes, not_checked: gaps } = report;
  const shown = causes.slice(0, causesShown);
  const more = causes.length - shown.length;
  return [
    `*${escapeForChat(report.question === '' ? 'Report' : report.question)}* (${placeText(report, run)})`,
    escapeForChat(report.summary),
    ...shown.map(causeLine),
    ...(more > 0 ? [`and ${formatCount(more, 'more cause')}`] : []),
    ...(gaps.length === 0 ? [] : [gapsLine(report)]),
    ...(run.id === null || !/^[\w-]+$/.test(run.id) ? [] : [`\`cloudops runs show ${run.id}\``]),
  ].join('\n');
}

function placeText({ status }: Report, { targets }: RunSummary): string {
  const names = [...new Set(targets.map(({ name, environment }) => `${name}, ${environment}`))].sort();
  const where = names.length === 0 ? [] : [escapeForChat(names.join('; '))];
  return [...where, status.replaceAll('_', ' ')].join(', ');
}

function causeLine({ rank, severity, resource, title, code }: Cause): string {
  const subject = title.includes(resource.name) ? '' : `${nameResource(resource)}: `;
  return `${rank}. [${severity}] ${escapeForChat(`${subject}${title} (${code})`)}`;
}

function gapsLine({ not_checked: gaps }: Report): string {
  const names = gaps.slice(0, gapsShown).map(({ what }) => escapeForChat(clip(what, 80)));
  const more = gaps.length - names.length;
  return `Not checked: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Any text as plain words of a chat: no mention, no link, no markup, one line. */
export function escapeForChat(text: string): string {
  return clip(escapeForTerminal(text.slice(0, 2 * longestLine)), longestLine)
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '')
    .replace(/[*_~`|]/g, (mark) => `\u200b${mark}`)
    .replace(/[@#!](?=\S)/g, (mark) => `${mark}\u200b`)
    .replace(/\](?=\()/g, ']\u200b')
    .replace(/\b(https?|ftp|www|mailto|slack|javascript)([:.])/gi, '$1\u200b$2');
}
