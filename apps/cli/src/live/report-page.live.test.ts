import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunSummary, renderReport } from '@cloudops/report';
import type { Cause, Report } from '@cloudops/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser } from '../__fixtures__/scene.ts';
import { run } from './__fixtures__/container/process.ts';

const widths = [320, 400, 768, 1280];
const flags = [
  ...['headless', 'no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'],
  ...['disable-component-update', 'disable-sync', 'virtual-time-budget=5000', 'dump-dom'],
].map((flag) => `--${flag}`);
const hostile = '</style></title><script>document.title="run"</script><img src="/loaded" onerror="alert(1)">';
const longest = 'a-name-as-long-as-kubernetes-allows.'.repeat(7).slice(0, 253);

/** What a browser makes of the page at one width. */
interface Seen {
  readonly width: number;
  /** How far the page reaches, and how much room there is beside a scroll bar. */
  readonly reach: number;
  readonly room: number;
  readonly scripts: number;
  readonly images: number;
  readonly folded: number;
  readonly gaps: string;
}

/** Frames the page at every width and writes down what came of it. */
const frame = `<!doctype html><pre id="seen"></pre><script>
const widths = ${JSON.stringify(widths)};
const seen = [];
for (const width of widths) {
  const frame = document.createElement('iframe');
  frame.style.width = width + 'px';
  frame.style.height = '800px';
  frame.style.border = '0';
  frame.onload = () => {
    const page = frame.contentDocument;
    seen.push({
      width, reach: page.scrollingElement.scrollWidth, room: page.scrollingElement.clientWidth,
      scripts: page.scripts.length, images: page.images.length,
      folded: page.querySelectorAll('details:not([open])').length,
      gaps: frame.contentWindow.getComputedStyle(page.querySelector('#not-checked')).borderLeftWidth,
    });
    if (seen.length === widths.length) document.getElementById('seen').textContent = JSON.stringify(seen);
  };
  frame.src = '/report.html';
  document.body.append(frame);
}
</script>`;

describe('the HTML report in a browser', () => {
  let server: Server;
  let folder: string;
  let seen: readonly Seen[];
  const asked: string[] = [];

  beforeAll(async () => {
    const html = await renderHostile();
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(request.url === '/report.html' ? html : frame);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    folder = mkdtempSync(join(tmpdir(), 'cloudops-page-'));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/frame.html`;
    const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const { stdout, stderr } = await run(browser, [...flags, `--user-data-dir=${folder}`, address]);
    const [, found] = /<pre id="seen">(\[.*?\])<\/pre>/s.exec(stdout) ?? [];
    if (found === undefined) throw new Error(`The browser saw nothing: ${stderr.slice(0, 500)}`);
    seen = JSON.parse(found) as readonly Seen[];
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it.each(widths)('is never wider than a window of %i pixels, whatever names it holds', (width) => {
    const { reach, room } = seen.find((one) => one.width === width) ?? { reach: 0, room: -1 };
    expect(reach).toBe(room);
  });

  it('runs and loads nothing of what it holds', () => {
    expect(seen.map(({ scripts, images }) => scripts + images)).toEqual(widths.map(() => 0));
    expect([...new Set(asked)].filter((path) => path !== '/favicon.ico').sort()).toEqual([
      '/frame.html',
      '/report.html',
    ]);
  });

  it('folds what follows from causes, and frames what was not checked', () => {
    for (const { folded, gaps } of seen) {
      expect(folded).toBeGreaterThan(0);
      expect(Number.parseFloat(gaps)).toBeGreaterThan(2);
    }
  });
});

/** A real report, with every text that a cluster could have put there. */
async function renderHostile(): Promise<string> {
  const { document } = await createUser().json(['triage', '--world', 'secret-without-a-key']);
  const { report, run: summary } = document as { readonly report: Report; readonly run: RunSummary };
  const causes = report.causes.map(
    (cause): Cause => ({
      ...{ ...cause, title: `${longest} ${hostile}`, detail: hostile, instances: [longest, hostile] },
      resource: { ...cause.resource, name: longest, namespace: longest },
      evidence: cause.evidence.map((one) => ({ ...one, pointer: `/items/0/${longest}`, value: hostile + longest })),
    }),
  );
  const figures = [1, 2, 3].map((value) => ({
    ...{ group: 'workloads', name: `${longest}${value}`, unit: 'cores', value, request: 1, limit: 4 },
    ...{ series: [1, 2, 3, value], note: hostile },
  }));
  const gaps = [{ what: `${hostile} ${longest}`, why: longest, needs: longest }];
  const changed = { ...report, causes, figures, question: hostile, summary: longest, not_checked: gaps };
  return renderReport(changed, 'html', { run: summary });
}
