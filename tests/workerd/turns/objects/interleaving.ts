import { defineDurableObject } from '@cloudwerk/durable-object'

export type Step =
  | { do: 'push'; value: number }
  | { do: 'set'; key: string; value: number }
  | { do: 'delete'; key: string }
  | { do: 'trim'; keep: number }
  | { do: 'move' }
  | { do: 'pause' }
  | { do: 'outside' }
  | { do: 'savepoint'; value: number; throws: boolean }

export interface Script {
  steps: Step[]
  throws: boolean
}

interface Board {
  list: number[]
  fields: Record<string, number>
  nested: { moved: number[] }
}

const empty = (): Board => ({ list: [], fields: {}, nested: { moved: [] } })
const pause = () => new Promise((resolve) => setTimeout(resolve, 1))

/** The expected states. The steps between two commit points of a handler apply together. */
const models = new Map<string, Board>()

export const interleaving = defineDurableObject({
  groupCommit: true,
  init: empty,
  methods: {
    async play({ steps, throws }: Script) {
      let segment: Step[] = []
      for (const step of steps) {
        if (step.do === 'pause') await pause()
        else if (step.do === 'outside') {
          this.applyToModel(segment)
          segment = []
          await this.outside(pause)
        } else if (step.do === 'savepoint') {
          await this.savepoint(step)
          if (!step.throws) segment.push({ do: 'push', value: step.value })
        } else {
          apply(this.state, step)
          segment.push(step)
        }
      }
      if (throws) throw new Error('on purpose')
      this.applyToModel(segment)
    },
    async state_() {
      return this.state
    },
    async model() {
      return this.modelOf()
    },
  },
  helpers: {
    modelOf(): Board {
      const name = this.name ?? ''
      const model = models.get(name) ?? empty()
      models.set(name, model)
      return model
    },
    applyToModel(steps: Step[]) {
      for (const step of steps) apply(this.modelOf(), step)
    },
    async savepoint({ value, throws }: { value: number; throws: boolean }) {
      const work = this.transaction(async () => {
        this.state.list.push(value)
        await pause()
        if (throws) throw new Error('undo this part')
      })
      await work.catch(() => undefined)
    },
  },
})

function apply(board: Board, step: Step): void {
  if (step.do === 'push') board.list.push(step.value)
  if (step.do === 'set') board.fields[step.key] = step.value
  if (step.do === 'delete') delete board.fields[step.key]
  if (step.do === 'trim') board.list = board.list.slice(-step.keep)
  if (step.do === 'move')
    board.nested = { moved: [...board.list, ...board.nested.moved].slice(0, 50) }
}
