import { breathe, runOutside, takeBack, yieldObject } from '../handler/outside.ts'
import type { OutsideFeature } from './features.ts'

/** For code that uses `this.outside`. */
export const outside: OutsideFeature = { run: runOutside, takeBack, yieldObject, breathe }
