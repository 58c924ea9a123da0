import { Agent } from 'agents'
import { type CounterEnvironment, fetchCounter } from './fetch-counter.ts'

export class Counter extends Agent<CounterEnvironment, { value: number }> {
  initialState = { value: 0 }

  increment(by = 1): number {
    this.setState({ value: this.state.value + by })
    return this.state.value
  }
}

export default { fetch: fetchCounter }
