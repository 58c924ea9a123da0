import { defineDurableObject, type Job } from '@cloudwerk/durable-object'
import { programs } from '../../objects/programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and what it is given
type Any = any

/** How often `init` of an object ran, by its id. */
export const begun = new Map<string, number>()

const definition = {
  init(this: Any) {
    begun.set(this.id, (begun.get(this.id) ?? 0) + 1)
    return { value: 1 }
  },
  start(this: Any) {
    return programs.get(`start ${this.name}`)?.(this) as Any
  },
  jobs: {
    work(this: Any, program: string, job: Job): unknown {
      return programs.get(program)?.(this, job)
    },
  },
  methods: {
    async perform(this: Any, program: string, ...args: unknown[]) {
      return programs.get(program)?.(this, ...args)
    },
  },
  fetch(this: Any, request: Request): Response {
    return this.handleWebSocket(request)
  },
  webSocketMessage(this: Any, _socket: WebSocket, program: string | ArrayBuffer): Any {
    return programs.get(String(program))?.(this)
  },
  webSocketClose(this: Any): void {
    this.state.value += 1
  },
  alarm(this: Any, info: unknown) {
    return programs.get(`alarm ${this.name}`)?.(this, info) as Any
  },
}

export const destroying = defineDurableObject(definition)
export const destroyingWithSql = defineDurableObject({ ...definition, sqlite: true })
const { jobs: _jobs, ...alone } = definition
export const destroyingAlone = defineDurableObject(alone)
