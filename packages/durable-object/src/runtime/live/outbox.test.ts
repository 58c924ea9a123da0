import { describe, expect, test } from 'vitest'
import type { LiveState } from '../../state/index.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { Credit } from './credit.ts'
import type { Frame, LiveFeed } from './live-feed.ts'
import { Outbox } from './outbox.ts'
import type { Audience } from './view-rules.ts'

const audience: Audience = { id: 'all', keys: new Set(['count']) }
const live = {} as LiveState

/** A page that notes what it is sent. */
class Page {
  readonly key: string
  readonly audience = audience
  readonly credit = new Credit()
  readonly settled: number[] = []
  revision: number | undefined
  isSlow = false
  readonly #log: string[]

  constructor(key: string, { log, revision }: { log: string[]; revision: number }) {
    this.key = key
    this.#log = log
    this.revision = revision
  }

  advance(text: string, { to }: { to: number }): void {
    this.#log.push(`${this.key}: ${text}`)
    this.revision = to
  }

  fallBehind(): void {
    this.revision = undefined
  }
}

function setUp() {
  const log: string[] = []
  const pages: Page[] = []
  const of = (key: string) => pages.find((page) => page.key === key)
  const changes: (string | undefined)[] = []
  const feed = {
    isWatching: false,
    attach: () => undefined,
    watch: () => (feed.isWatching = true),
    unwatch() {
      feed.isWatching = false
      changes.length = 0
    },
    takeFrame(): Frame | undefined {
      if (changes.length === 0) return undefined
      const operations = changes.splice(0).join()
      return { operations: () => `[${operations}]`, changes: () => true }
    },
  }
  const outbox = new Outbox({
    connections: Object.assign(pages, { of }) as unknown as Connections & Connection[],
    feed: feed as unknown as LiveFeed,
    timers: undefined,
    epoch: 'e',
    onBehind: () => log.push('behind'),
    onSent: () => log.push('sent'),
  })
  const watch = (): number => {
    outbox.watch(live)
    return outbox.changes.revisionOf(audience)
  }
  const open = (key: string): Page => {
    const page = new Page(key, { log, revision: outbox.changes.revisionOf(audience) })
    pages.push(page)
    return page
  }
  const commit = (change: string, call?: { key: string; id: number }): void => {
    changes.push(change)
    outbox.committed(call)
  }
  return { log, pages, outbox, watch, open, commit }
}

describe('what leaves for pages', () => {
  test('waits until what was written is stored: frames, then events, then answers', () => {
    const { log, outbox, watch, open, commit } = setUp()
    watch()
    open('ann')
    open('bob')
    commit('1', { key: 'ann', id: 7 })
    outbox.answer(() => log.push('answer'))
    outbox.event(() => log.push('event'))
    expect(log).toEqual([])
    outbox.stored()
    expect(log).toEqual([
      'ann: ["frame",0,1,[1],[7]]',
      'bob: ["frame",0,1,[1]]',
      'event',
      'answer',
      'sent',
    ])
  })

  test('is one frame for what is stored together', () => {
    const { log, outbox, watch, open, commit } = setUp()
    watch()
    open('ann')
    commit('1')
    commit('2')
    outbox.stored()
    expect(log).toEqual(['ann: ["frame",0,1,[1,2]]', 'sent'])
  })

  test('is nothing of what is lost', () => {
    const { log, outbox, watch, open, commit } = setUp()
    const before = watch()
    open('ann')
    commit('1')
    outbox.lost()
    outbox.stored()
    expect(log.filter((line) => line.includes('frame'))).toEqual([])
    expect(watch()).not.toBe(before)
  })

  test('what was not sent before the last page left has changed for one that comes back', () => {
    const { outbox, watch, commit } = setUp()
    const before = watch()
    commit('1')
    outbox.unwatch()
    outbox.stored()
    expect(watch()).not.toBe(before)
    outbox.unwatch()
    expect(watch()).toBe(before + 1)
  })

  test('what nobody has recorded has changed', () => {
    const { outbox, watch } = setUp()
    const before = watch()
    outbox.unwatch()
    outbox.committed(undefined)
    expect(watch()).not.toBe(before)
  })
})
