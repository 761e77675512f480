import { type Html, html } from './html.ts';
import { codeBlock, heading, type Page } from './page.ts';

interface Audience {
  readonly title: string;
  readonly path: string;
  readonly about: string;
  readonly links: readonly (readonly [path: string, text: string])[];
}

const audiences: readonly Audience[] = [
  {
    title: 'You operate clusters and accounts',
    path: 'guides/operators.html',
    about: 'Ask why something is wrong, get causes with their proof, and change things without fear.',
    links: [
      ['guides/your-cluster.html', 'Your cluster'],
      ['guides/your-aws-account.html', 'Your AWS account'],
      ['playbooks/index.html', 'What can be asked'],
    ],
  },
  {
    title: 'You run it for a team',
    path: 'guides/platform-teams.html',
    about: 'Policy, approvals, least rights, the audit log, scheduled runs, and what leaves the machine.',
    links: [
      ['guides/changes.html', 'Changes and approvals'],
      ['guides/compliance.html', 'Compliance'],
      ['guides/team.html', 'In a cluster, on a schedule'],
    ],
  },
  {
    title: 'You extend it',
    path: 'guides/plugin-authors.html',
    about: 'Playbooks in YAML, providers and commands in plugins, single stages in your own program.',
    links: [
      ['guides/playbooks.html', 'Write a playbook'],
      ['guides/plugins.html', 'Plugins'],
      ['guides/embedding.html', 'In your own program'],
      ['guides/mcp.html', 'Tools for a model'],
    ],
  },
];

/** The start page: what it is, how to try it, and where each kind of reader goes on. */
export function createHomePage(): Page {
  const body = html`
<section class="hero">
<h1>Ask your cloud a question in plain words.</h1>
<p class="lead">Get a plan you can read, a policy decision you can trust, a run you can replay, and a log nobody can quietly rewrite.</p>
${codeBlock('cloudops demo\ncloudops ask "why is CPU high in prod?"', 'sh')}
<p><small>The demo needs no cluster, no account and no key. By default no model is asked, and nothing leaves your machine but the reads themselves.</small></p>
</section>
${heading(2, 'Start here')}
<div class="cards">${audiences.map(toCard)}</div>
${heading(2, 'What it does')}
<div class="cards small">
<div><h3>Answers with proof</h3><p>Causes are ranked, consequences folded under them, and each conclusion points at the value that proves it. What could not be read is said, and nothing rests on it.</p></div>
<div><h3>Changes with an undo</h3><p>A change is looked at, decided by policy, signed by people with their own keys, tried as a dry run, verified, and taken back when it does not heal.</p></div>
<div><h3>Records that prove themselves</h3><p>Every question, decision and run is in a tamper-evident log that others can check without this software.</p></div>
</div>
${heading(2, 'Look something up')}
<ul class="columns">
<li><a href="commands/index.html">Commands</a>, flags and exit statuses</li>
<li><a href="findings/codes.html">Finding codes</a></li>
<li><a href="reference/errors.html">Error codes</a></li>
<li><a href="reference/configuration.html">Configuration keys</a></li>
<li><a href="playbooks/index.html">Playbooks</a></li>
<li><a href="reference/audit-events.html">Audit events</a></li>
</ul>`;
  const summary = 'Ask your cloud a question in plain words; get a plan, a policy decision, a run and a proven answer.';
  return { path: 'index.html', title: 'CloudOps', label: 'Start', summary, group: 'Start', body };
}

function toCard({ title, path, about, links }: Audience): Html {
  return html`<div class="card"><h3><a href="${path}">${title}</a></h3><p>${about}</p><ul>${links.map(
    ([to, text]) => html`<li><a href="${to}">${text}</a></li>`,
  )}</ul></div>\n`;
}
