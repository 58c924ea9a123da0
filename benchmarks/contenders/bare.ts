import { DurableObject } from 'cloudflare:workers'

/** The baseline: the minimal cost of a call. */
export class Bare extends DurableObject {
  noop(): number {
    return 1
  }
}
