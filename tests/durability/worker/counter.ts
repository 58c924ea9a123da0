import { defineDurableObject } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

export function defineCounter(backend: Backend) {
  return defineDurableObject({
    ...backend,
    init() {
      return { value: 0 }
    },
    methods: {
      async increment() {
        this.state.value += 1
        return this.state.value
      },
      async read() {
        return this.state.value
      },
    },
  })
}
