/** Colours of the page by name, on a light and on a dark ground; a test holds each pair to WCAG 2.2 AA. */
export const pageColors: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> = {
  light: {
    ...{ ink: '#1b1f24', soft: '#59636e', line: '#d1d9e0', edge: '#7d868f', paper: '#ffffff', well: '#f6f8fa' },
    ...{ critical: '#a40e26', high: '#a8430a', medium: '#7a5900', low: '#0a5c92', info: '#4453ad', good: '#176b33' },
  },
  dark: {
    ...{ ink: '#e6edf3', soft: '#9aa4af', line: '#30363d', edge: '#6e7781', paper: '#0d1117', well: '#161b22' },
    ...{ critical: '#ff7b86', high: '#ffa657', medium: '#e3b341', low: '#6cb6ff', info: '#a5b4fc', good: '#56d364' },
  },
};

const severityNames = ['critical', 'high', 'medium', 'low', 'info'] as const;

function variables(scheme: 'light' | 'dark'): string {
  return Object.entries(pageColors[scheme])
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');
}

const colored = [...severityNames, 'good'].map((name) => `.${name}{color:var(--${name})}`).join('');
const edged = severityNames
  .map((name) => `article.${name},.answer-${name}{color:inherit;border-left-color:var(--${name})}`)
  .join('');

/** The page's own style; nothing is loaded from anywhere. Paper is always light. */
export const pageStyle: string = `
:root{color-scheme:light;${variables('light')}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${variables('dark')}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:.85rem;letter-spacing:.08em;text-transform:uppercase;margin:0 0 .75rem;color:var(--soft)}
h3{font-size:1.1rem;line-height:1.4;margin:0}
section{margin:2.5rem 0 0}
p{margin:.5rem 0}
.subtitle,.about,.muted{color:var(--soft)}.subtitle,.about{margin:.25rem 0}
.answer{font-size:1.15rem;font-weight:600;background:var(--well);border-left:.3rem solid var(--edge);padding:.8rem 1rem;margin:1.25rem 0 .75rem}
.overview{display:flex;flex-wrap:wrap;gap:.4rem .6rem;list-style:none;margin:0;padding:0}
.overview li{border:1px solid var(--line);border-radius:1rem;padding:.1rem .75rem;font-size:.9rem}
a{color:inherit;text-decoration-color:var(--edge);text-underline-offset:.2em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:.15rem solid var(--low);outline-offset:.15rem}
article{border:1px solid var(--line);border-left:.3rem solid var(--edge);border-radius:.4rem;padding:1rem 1.2rem;margin:0 0 1rem}
.part-unknown{border:1px solid var(--medium);border-left-width:.3rem;border-radius:.4rem;padding:1rem 1.2rem;background:var(--well)}
.part-unknown h2{color:var(--medium)}
dl{display:grid;grid-template-columns:minmax(5rem,max-content) minmax(0,1fr);gap:.5rem 1rem;margin:.9rem 0 0}
dt{color:var(--soft)}dd{margin:0;min-width:0}dd p,li p{margin:0}dd .nested{margin-left:1.25rem}
details{margin:.15rem 0}summary{cursor:pointer;color:var(--soft)}details[open]>summary{margin-bottom:.25rem}
code{font:.875em/1.5 ui-monospace,monospace;background:var(--well);padding:.05rem .3rem;border-radius:.2rem;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.35rem 1rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:500;white-space:nowrap}td{overflow-wrap:break-word}
.right{text-align:right}.right,.keep{white-space:nowrap}.name{overflow-wrap:anywhere;min-width:8rem}.facts td{overflow-wrap:anywhere}
.facts{font-size:.9rem}.facts td,.facts th{padding:.15rem .75rem .15rem 0}.facts td:first-child{min-width:5rem;width:1%}.facts td:nth-child(2){width:50%;min-width:12rem}.facts td:last-child{min-width:10rem}
svg{display:block}td>svg{margin-top:.3rem}svg .track{fill:var(--line)}svg .value{fill:var(--low)}svg .less{fill:var(--good)}svg .axis{stroke:var(--soft)}svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.chart{margin:0 0 1rem}.chart svg{width:100%;height:auto}.chart figcaption{color:var(--soft);font-size:.9rem}
svg .request{stroke:var(--soft);stroke-dasharray:2 2}svg .limit{stroke:var(--high)}svg polyline{fill:none;stroke:var(--low);stroke-width:1.5}
ul{padding-left:1.2rem;margin:.25rem 0}li{margin:.15rem 0}
footer{margin-top:3rem;border-top:1px solid var(--line);font-size:.9rem}footer dl{gap:.35rem 1rem}
${colored}.unknown{color:var(--medium)}.stopped{color:var(--critical)}
${edged}.answer-good{border-left-color:var(--good)}.answer-unknown{border-left-color:var(--medium)}.answer-stopped{border-left-color:var(--critical)}
@media (max-width:40rem){body{padding:1.25rem .8rem 3rem}dl{grid-template-columns:minmax(0,1fr);gap:.1rem}dd{margin-bottom:.5rem}article,.part-unknown{padding:.8rem .9rem}.facts thead{display:none}.facts tr{display:block;padding:.3rem 0;border-bottom:1px solid var(--line)}.facts td,.facts td:nth-child(2){display:block;width:auto;min-width:0;border:0;padding:0}}
@media print{@page{margin:15mm}body{max-width:none;padding:0;font-size:10.5pt}tr,li,.chart,footer{break-inside:avoid}h2,h3,.about,dt,thead,summary{break-after:avoid}dl{display:block}dd{margin:0 0 .5rem}footer dt{float:left;width:5rem}footer dd{margin-left:5rem}article{box-decoration-break:clone;-webkit-box-decoration-break:clone}.scroll{overflow:visible}td{overflow-wrap:anywhere}.keep{white-space:normal}a{text-decoration:none}summary{list-style:none}details::details-content{content-visibility:visible;display:block}}
`.trim();
