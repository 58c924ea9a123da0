import { defineDurableObject } from '@cloudwerk/durable-object'
import { programs } from '../../objects/programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the types refuse is tried here
type Any = any

const definition = {
  init: () => ({ value: 0 }),
  helpers: {
    keepInHelper(this: Any) {
      this.kept = 1
    },
  },
  methods: {
    async perform(this: Any, program: string) {
      this.state.value += 1
      return programs.get(program)?.(this)
    },
    async values(this: Any) {
      return this.state
    },
  },
}

/** Run the programs of a test, which set fields of `this`. */
export const fields = defineDurableObject(definition)
export const fieldsWithMemory = defineDurableObject({ ...definition, memory: () => ({ kept: 1 }) })
