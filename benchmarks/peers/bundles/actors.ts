import { Actor, Persist } from '@cloudflare/actors'
import { type CounterEnvironment, fetchCounter } from './fetch-counter.ts'

export class Counter extends Actor<CounterEnvironment> {
  @Persist
  value = 0

  increment(by = 1): number {
    this.value += by
    return this.value
  }
}

export default { fetch: fetchCounter }
