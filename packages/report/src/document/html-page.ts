import { escapeForHtml } from '../text/escape-html.ts';
import { pageStyle } from './html-style.ts';

/** Wraps markup that is already escaped into one self-contained page that may load and run nothing. */
export function htmlPage(options: { readonly title: string; readonly body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeForHtml(options.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${options.body}
</main>
</body>
</html>
`;
}
