import { Server } from 'partyserver'
import { type CounterEnvironment, fetchCounter } from './fetch-counter.ts'

export class Counter extends Server<CounterEnvironment> {
  increment(by = 1): number {
    const value = (this.ctx.storage.kv.get<number>('value') ?? 0) + by
    this.ctx.storage.kv.put('value', value)
    return value
  }
}

export default { fetch: fetchCounter }
