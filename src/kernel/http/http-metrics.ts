import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Gauge, Histogram } from 'prom-client';
import { Metrics } from '../metrics/metrics';

const LABELS = ['method', 'route', 'status'] as const;
/** Few of them: every route, method and status has its own. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** The route of what no route is for: a path is the caller's to choose, and there would be a metric for each. */
const UNKNOWN = 'unknown';
/** The status of a request whose client went away before its answer. */
const ABORTED = 'aborted';

/** Counts and times requests by the template of their route. */
@Injectable()
export class HttpMetrics {
  private readonly inFlight: Gauge;
  private readonly duration: Histogram<(typeof LABELS)[number]>;
  /** Label sets that were seen before: looking them up is most of the cost of an observation. */
  private readonly known = new Map<string, { observe(seconds: number): void }>();

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.inFlight = new Gauge({ name: 'http_requests_in_flight', help: 'Requests being answered.', registers });
    this.duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Seconds from the head of a request to the end of its answer, by the template of its route.',
      labelNames: LABELS,
      buckets: SECONDS,
      registers,
    });
  }

  started(): void {
    this.inFlight.inc();
  }

  /** @param since `performance.now()` at its start */
  ended({ method, routeOptions }: FastifyRequest, { raw, statusCode }: FastifyReply, since: number): void {
    this.inFlight.dec();
    const route = routeOptions.url ?? UNKNOWN;
    const status = raw.writableFinished ? String(statusCode) : ABORTED;
    const labels = `${method} ${status} ${route}`;
    let series = this.known.get(labels);
    if (!series) {
      series = this.duration.labels({ method, route, status });
      this.known.set(labels, series);
    }
    series.observe((performance.now() - since) / 1000);
  }
}
