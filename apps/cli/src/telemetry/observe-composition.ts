import type { Composition } from '../composition/compose-engine.ts';
import { leaveBehind } from './left-behind.ts';
import { observeEngine } from './observe-engine.ts';
import { openOtlp } from './otlp.ts';

/** A composition whose engine is observed. */
export interface ObservedComposition {
  readonly composition: Composition;
  /** To be called when the engine is closed: what is left is sent while the answer is shown. */
  end(): void;
}

/** Observes a composition's engine where somebody asked for that; else it is the same one. */
export async function observeComposition(composition: Composition, toolVersion: string): Promise<ObservedComposition> {
  const { telemetry: settings } = composition.configuration;
  const telemetry = await openOtlp({ settings, environment: process.env, toolVersion });
  if (telemetry === null) return { composition, end: () => undefined };
  const engine = observeEngine(composition.engine, (operation) => telemetry.observe(operation));
  return {
    composition: { ...composition, engine },
    end: () => {
      const settled = telemetry
        .flush()
        .then((outcome) => (outcome.kind === 'sent' ? null : `Telemetry was not sent: ${outcome.why}.`));
      leaveBehind(settled);
    },
  };
}
