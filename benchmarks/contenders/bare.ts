import { DurableObject } from 'cloudflare:workers'

/** The least that a call can cost. */
export class Bare extends DurableObject {
  noop(): number {
    return 1
  }
}
