import { escapeForHtml } from '../text/escape-html.ts';

/** The page's own style; nothing is loaded from anywhere. */
const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d8dee4;--paper:#fff;--well:#f6f8fa;--critical:#a40e26;--high:#bc4c00;--medium:#8a6500;--low:#0969a2;--info:#4b5fb5;--good:#1a7f37}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#30363d;--paper:#0d1117;--well:#161b22;--critical:#ff7b86;--high:#ffa657;--medium:#e3b341;--low:#6cb6ff;--info:#a5b4fc;--good:#56d364}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:.85rem;letter-spacing:.08em;text-transform:uppercase;margin:2.5rem 0 .75rem;color:var(--soft)}
h3{font-size:1.1rem;margin:0}
.subtitle,.about,.muted{color:var(--soft)}
.answer{font-size:1.15rem;font-weight:600;background:var(--well);border-left:.3rem solid var(--soft);padding:.8rem 1rem;margin:1.25rem 0}
article{border:1px solid var(--line);border-left-width:.3rem;border-radius:.4rem;padding:1rem 1.2rem;margin:0 0 1rem}
dl{display:grid;grid-template-columns:minmax(5rem,max-content) 1fr;gap:.35rem 1rem;margin:.9rem 0 0}
dt{color:var(--soft)}dd{margin:0;min-width:0}dd p,li p{margin:0}dd .nested{margin-left:1.25rem}
code{font:.9em ui-monospace,monospace;background:var(--well);padding:.05rem .3rem;border-radius:.2rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:500}.right{text-align:right}
svg{display:block}svg .track{fill:var(--line)}svg .value{fill:var(--low)}svg .less{fill:var(--good)}svg .axis{stroke:var(--soft)}svg text{fill:var(--soft);font:11px system-ui,sans-serif}.chart{margin:0 0 1rem}.chart svg{width:100%;height:auto}.chart figcaption{color:var(--soft);font-size:.9rem}svg .request{stroke:var(--soft);stroke-dasharray:2 2}svg .limit{stroke:var(--high)}svg polyline{fill:none;stroke:var(--low);stroke-width:1.5}
ul{padding-left:1.2rem}footer{margin-top:3rem;border-top:1px solid var(--line);font-size:.9rem}
.critical{color:var(--critical)}.high{color:var(--high)}.medium,.unknown{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}.good{color:var(--good)}.stopped{color:var(--critical)}
article.critical,article.high,article.medium,article.low,article.info{color:inherit}
article.critical{border-left-color:var(--critical)}article.high{border-left-color:var(--high)}article.medium{border-left-color:var(--medium)}article.low{border-left-color:var(--low)}article.info{border-left-color:var(--info)}
@media print{body{max-width:none;padding:0}article{break-inside:avoid}}
`.trim();

/** Wraps markup that is already escaped into one self-contained page that may load and run nothing. */
export function htmlPage(options: { readonly title: string; readonly body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeForHtml(options.title)}</title>
<style>${style}</style>
</head>
<body>
${options.body}
</body>
</html>
`;
}
