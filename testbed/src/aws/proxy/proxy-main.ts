import { createAwsProxy } from './proxy.ts';

/** Usage: proxy-main.ts PORT MOTO_URL ROUTES_JSON */
const [port = '', upstream = '', routes = '{}'] = process.argv.slice(2);
createAwsProxy({ upstream, routes: JSON.parse(routes) as Record<string, string> }).listen(Number(port), '127.0.0.1');
