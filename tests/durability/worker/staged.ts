import { defineDurableObject } from '@cloudwerk/durable-object'

interface State {
  begun: string[]
  begunCount: number
  finished: string[]
  finishedCount: number
}

/** Commits twice in one handler: at `outside` and at the end. */
export const staged = defineDurableObject({
  init(): State {
    return { begun: [], begunCount: 0, finished: [], finishedCount: 0 }
  },

  methods: {
    async perform(id: string, announceUrl: string) {
      this.state.begun.push(id)
      this.state.begunCount += 1
      await this.outside(async () => {
        const response = await fetch(announceUrl, { method: 'POST', body: id })
        await response.text()
      })
      this.state.finished.push(id)
      this.state.finishedCount += 1
    },
    async read() {
      return this.state
    },
  },
})
