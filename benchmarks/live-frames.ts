// What live pages cost the engine, without sockets and disk: the time of a change and its commit when nobody
// watches and when somebody does, and the size of what is sent, by the size of the state:
//   node benchmarks/live-frames.ts [--rounds 9]
import { parseArgs } from 'node:util'
import { createLiveFeed } from '../packages/durable-object/src/runtime/live/live-feed.ts'
import { createViewRules } from '../packages/durable-object/src/runtime/live/view-rules.ts'
import {
  LiveState,
  type Row,
  type RowData,
  type Rows,
} from '../packages/durable-object/src/state/index.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } })
const rounds = Number(values.rounds)

interface Message {
  user: string
  text: string
  likes: number
}

interface Room {
  title: string
  messages: Message[]
}

const bytesOf = 100
const sizes = { '1 KB': 10, '1 MB': 10_000, '8 MB': 80_000 }
const perRound = 300
const audienceKeys = { title: true, messages: true } as const

const changes: Record<string, (room: Room, at: number) => void> = {
  append: (room, at) => room.messages.push(message(at)),
  edit: (room, at) => {
    const item = room.messages[(at * 7919) % room.messages.length] as Message
    item.likes++
  },
  'append as in React': (room, at) => {
    room.messages = [...room.messages, message(at)]
  },
}

class NoDisk implements Rows {
  read(): RowData | null {
    return null
  }

  *range(): Iterable<Row> {}

  last(): Row | null {
    return null
  }

  write(): void {}

  remove(): void {}

  together(write: () => void): void {
    write()
  }
}

console.log('| change | state | nobody watches | somebody watches | characters sent | a view |')
console.log('|---|---|---|---|---|---|')
for (const [name, change] of Object.entries(changes)) {
  for (const [size, count] of Object.entries(sizes)) console.log(measure(name, change, size, count))
}

function measure(
  name: string,
  change: (room: Room, at: number) => void,
  size: string,
  count: number,
): string {
  const times: { quiet: number[]; watched: number[] } = { quiet: [], watched: [] }
  const quiet = create(count)
  const watched = create(count)
  const rules = createViewRules(audienceKeys)
  const audience = rules.audienceOf(undefined)
  const feed = createLiveFeed(rules)
  feed.attach(watched)
  feed.watch()
  const viewStart = performance.now()
  const view = feed.viewText(audience).length
  const viewTime = performance.now() - viewStart
  let sent = 0
  const each = name === 'append as in React' ? Math.ceil(perRound / 30) : perRound
  for (let round = 0; round < rounds + 2; round++) {
    const without = time(quiet, change, each, () => {})
    const withPages = time(watched, change, each, () => {
      sent += (feed.takeFrame()?.operations(audience) ?? '').length
    })
    // The first rounds warm up.
    if (round < 2) continue
    times.quiet.push(without)
    times.watched.push(withPages)
  }
  const characters = Math.round(sent / (each * (rounds + 2)))
  return `| ${name} | ${size} | ${show(times.quiet)} | ${show(times.watched)} | ${characters} | ${(view / 1e6).toFixed(3)} MB in ${viewTime.toFixed(0)} ms |`
}

function create(count: number): LiveState {
  const messages = Array.from({ length: count }, (_, at) => message(at))
  const state = LiveState.create(new NoDisk(), { title: 'Lobby', messages })
  state.commit()
  return state
}

/** Microseconds per change. */
function time(
  state: LiveState,
  change: (room: Room, at: number) => void,
  count: number,
  after: () => void,
): number {
  const start = performance.now()
  for (let at = 0; at < count; at++) {
    const scope = { alive: true, onDeadWrite: refuse }
    change(state.view(scope) as Room, at)
    state.commit()
    state.release(scope)
    after()
  }
  return ((performance.now() - start) / count) * 1000
}

function refuse(): never {
  throw new Error('The handler has ended.')
}

function message(at: number): Message {
  return { user: `user ${at % 100}`, text: 'x'.repeat(bytesOf - 45), likes: 0 }
}

function show(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return `${(sorted[Math.floor(sorted.length / 2)] as number).toFixed(1)} us`
}
