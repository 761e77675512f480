import type { Observation } from '@cloudops/telemetry';
import type { Composition } from '../composition/compose-engine.ts';
import { findPaths } from '../configuration/paths.ts';
import { leaveBehind } from './left-behind.ts';
import { type Observe, observeEngine } from './observe-engine.ts';
import { openOtlp } from './otlp.ts';

/** A composition whose engine is observed. */
export interface ObservedComposition {
  readonly composition: Composition;
  /** To be called when the engine is closed: what is left is sent while the answer is shown. */
  end(): void;
}

/** Observes a composition's engine where somebody asked for that; else it is the same one. */
export async function observeComposition(composition: Composition, toolVersion: string): Promise<ObservedComposition> {
  const { catalog, configuration } = composition;
  const { telemetry: settings } = configuration;
  const environment = process.env;
  const telemetry = await openOtlp({ settings, environment, toolVersion });
  const paths = findPaths(environment, process.cwd());
  const share = settings.usage.endpoint === undefined ? null : await import('./usage/share-usage.ts');
  const observers = [
    telemetry === null ? null : telemetry.observe,
    share?.shareUsage({ settings, environment, paths, catalog, toolVersion }) ?? null,
  ].filter((observe) => observe !== null);
  if (observers.length === 0) return { composition, end: () => undefined };
  return {
    composition: { ...composition, engine: observeEngine(composition.engine, combine(observers)) },
    end: () => {
      if (telemetry === null) return;
      const sent = telemetry.flush();
      leaveBehind(sent.then((end) => (end.kind === 'sent' ? null : `Telemetry was not sent: ${end.why}.`)));
    },
  };
}

function combine(observers: readonly Observe[]): Observe {
  return (operation): Observation => {
    const all = observers.map((observe) => observe(operation));
    return {
      onEvent: (event) => all.forEach((one) => void one.onEvent(event)),
      finish: (outcome) => all.forEach((one) => void one.finish(outcome)),
      fail: (error) => all.forEach((one) => void one.fail(error)),
    };
  };
}
