import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLowContrast } from './__fixtures__/contrast.ts';
import { buildSite, type Site } from './build-site.ts';
import { openRepository } from './repository.ts';

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

/** One of each kind. */
const samples = [
  'index.html',
  'guides/cli.html',
  'guides/operators.html',
  'commands/index.html',
  'commands/triage.html',
  'playbooks/aws-security-groups.html',
  'findings/cpu.html',
  'findings/codes.html',
  'reference/configuration.html',
  'reference/errors.html',
  'schemas/plan.html',
  'packages/policy.html',
  'deploy/aws.html',
];

let site: Site;
let server: Server;
let browser: Browser;
let base: string;
let profile: string;

beforeAll(async () => {
  site = await buildSite(openRepository());
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname).slice(1);
    const text = site.files.get(path === '' ? 'index.html' : path);
    if (text === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': types[path.split('.').at(-1) ?? ''] ?? types.html }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  profile = mkdtempSync(join(tmpdir(), 'cloudops-site-'));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking', 'disable-sync']
      .concat('disable-component-update', `disk-cache-dir=${profile}`)
      .map((flag) => `--${flag}`),
  });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  if (profile !== undefined) rmSync(profile, { recursive: true, force: true });
});

/** Opens pages one after another; what the browser complained of comes back. */
async function visit(
  options: BrowserContextOptions,
  paths: readonly string[],
  look: (page: Page, path: string) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('requestfailed', (request) => {
    // The next page was opened before the picture of the last one had come.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) complaints.push(`sent elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  for (const path of paths) {
    await page.goto(base + path);
    await look(page, path);
  }
  await context.close();
  return complaints;
}

/** How much of a page sticks out sideways, in pixels. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

describe('the site in a browser', () => {
  it('loads every page without a complaint, and asks nobody else', async () => {
    const pages = [...site.files.keys()].filter((path) => path.endsWith('.html'));
    expect(await visit({}, pages)).toEqual([]);
  });

  it.each([320, 768, 1280, 1920])('fits %i pixels, every page', async (width) => {
    const pages = [...site.files.keys()].filter((path) => path.endsWith('.html'));
    const wide: string[] = [];
    await visit({ viewport: { width, height: 800 } }, width === 320 ? pages : samples, async (page, path) => {
      const overflow = await overflowOf(page);
      if (overflow > 0) wide.push(`${path}: ${overflow}`);
    });
    expect(wide).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has enough contrast for everybody in %s colours (WCAG AA)',
    async (colorScheme) => {
      const low: string[] = [];
      await visit({ colorScheme }, samples, async (page, path) => {
        low.push(...(await findLowContrast(page)).map((one) => `${path}: ${one}`));
      });
      expect(low).toEqual([]);
    },
  );

  it('follows the system’s colours, until somebody chooses others, on every page', async () => {
    const background = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const seen: unknown[] = [];
    await visit({ colorScheme: 'dark' }, ['index.html'], async (page) => {
      seen.push(await background(page));
      await page.getByRole('button', { name: 'Use light colours' }).click();
      seen.push(await background(page));
      await page.goto(`${base}commands/index.html`);
      seen.push(await background(page));
    });
    expect(seen).toEqual(['rgb(18, 22, 28)', 'rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
  });
});

describe('the search', () => {
  it.each([
    ['CPU-104', 'CPU-104: One replica is hot among its peers'],
    ['KUBECONFIG_NOT_FOUND', 'KUBECONFIG_NOT_FOUND'],
    ['lock_days', 'audit.anchors[].lock_days'],
    ['--fail-on', '--fail-on FAIL-ON'],
    ['k8s-scale', 'Scale a workload'],
    ['runs rollback', 'cloudops runs rollback'],
    ['rolback', 'cloudops runs rollback'],
  ])('for %s finds %s, by the keyboard alone', async (query, title) => {
    const complaints = await visit({}, ['guides/cli.html'], async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type(query);
      const first = page.getByRole('option').first();
      await first.waitFor();
      expect(await first.locator('strong').textContent()).toBe(title);
      await page.keyboard.press('ArrowDown');
      const chosen = page.locator('[role=option][aria-selected=true] a');
      const target = new URL((await chosen.getAttribute('href')) ?? '', page.url()).href;
      await page.keyboard.press('Enter');
      await page.waitForURL(target);
      expect(await page.locator('main h1').count()).toBe(1);
    });
    expect(complaints).toEqual([]);
  });

  it('says so when there is nothing', async () => {
    await visit({}, ['index.html'], async (page) => {
      await page.getByRole('combobox').fill('zzqqxx');
      await page.getByText('Nothing found for “zzqqxx”.').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.getByRole('listbox').isVisible()).toBe(false);
    });
  });
});

describe('without JavaScript', () => {
  it('everything can be read and reached', async () => {
    const complaints = await visit({ javaScriptEnabled: false }, ['index.html'], async (page) => {
      expect(await page.locator('input, button').count()).toBe(0);
      await page.getByRole('link', { name: 'You operate clusters and accounts' }).click();
      await page.getByRole('navigation', { name: 'All pages' }).getByRole('link', { name: 'All commands' }).click();
      await page.getByRole('main').getByRole('link', { name: 'triage' }).click();
      expect(await page.getByRole('main').textContent()).toContain('--fail-on');
    });
    expect(complaints).toEqual([]);
  });

  it('the menu of a narrow screen opens', async () => {
    await visit(
      { javaScriptEnabled: false, viewport: { width: 320, height: 800 } },
      ['guides/cli.html'],
      async (page) => {
        await page.getByText('Menu', { exact: true }).click();
        await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Error codes' }).click();
        expect(page.url()).toBe(`${base}reference/errors.html`);
      },
    );
  });
});

describe('a keyboard', () => {
  it('reaches the text first, and sees where it is', async () => {
    await visit({}, ['commands/triage.html'], async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the text');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('content');
      await page.getByRole('button', { name: 'Copy this code' }).first().focus();
      expect(await page.evaluate('getComputedStyle(document.activeElement).opacity')).toBe('1');
    });
  });
});
