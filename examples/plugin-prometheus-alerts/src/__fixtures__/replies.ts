import type { WireRequest, WireTransport } from '@cloudops/spec';

/** What a small Prometheus answers, as its `data`, by path, with its query where that matters. */
export type Replies = Readonly<Record<string, unknown>>;

/** A healthy one. */
export const healthy: Replies = {
  '/api/v1/alerts': {
    alerts: [
      {
        labels: { alertname: 'Watchdog', severity: 'none' },
        annotations: {},
        state: 'firing',
        activeAt: '2026-11-23T09:00:00.1Z',
        value: '1e+00',
      },
    ],
  },
  '/api/v1/rules': {
    groups: [
      {
        name: 'base',
        file: 'rules.yml',
        interval: 30,
        evaluationTime: 0.01,
        lastEvaluation: '2026-11-23T09:59:50Z',
        rules: [
          {
            type: 'alerting',
            name: 'TargetDown',
            query: 'up{job="api"} == 0',
            labels: { severity: 'critical' },
            health: 'ok',
          },
          { type: 'recording', name: 'job:up:sum', query: 'sum by (job) (up)', health: 'ok' },
        ],
      },
    ],
  },
  '/api/v1/targets': {
    activeTargets: [
      {
        scrapePool: 'api',
        labels: { job: 'api', instance: 'a:80' },
        health: 'up',
        lastError: '',
        lastScrape: '2026-11-23T09:59:55Z',
        lastScrapeDuration: 0.01,
      },
    ],
  },
  '/api/v1/status/runtimeinfo': {
    startTime: '2026-11-22T09:00:00Z',
    reloadConfigSuccess: true,
    lastConfigTime: '2026-11-22T09:00:00Z',
    corruptionCount: 0,
  },
  '/api/v1/alertmanagers': { activeAlertmanagers: [{ url: 'http://am' }], droppedAlertmanagers: [] },
  '/api/v1/query': { resultType: 'vector', result: [] },
};

/** A transport to it. */
export function createReplyTransport(replies: Replies): WireTransport {
  return {
    endpoint: 'http://prometheus.test',
    close: async () => {},
    async send({ path }: WireRequest) {
      const data = replies[path] ?? replies[path.split('?')[0] ?? ''];
      const body = (async function* () {
        yield Buffer.from(JSON.stringify({ status: 'success', data }));
      })();
      return { status: 200, headers: { date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, body };
    },
  };
}
