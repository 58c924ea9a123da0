import { expect, it } from 'vitest'
import { DerivingFeed } from '../../src/runtime/live/deriving-feed.ts'
import { createLiveFeed } from '../../src/runtime/live/live-feed.ts'
import { createViewRules } from '../../src/runtime/live/view-rules.ts'
import { encodeData, LiveState } from '../../src/state/index.ts'
import type { Any } from './harness/handled.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { ReferenceClient } from './harness/reference-client.ts'
import { newScope } from './harness/scope.ts'

const handlers: Record<string, (state: Any) => void> = {
  'a field that it reads changes': (state) => state.list.push(1),
  'another field changes': (state) => state.n++,
  'a new field comes': (state) => {
    state.more = 1
  },
  'the last field goes and comes again': (state) => {
    delete state.list
    state.list = [1]
  },
  'the first field goes and comes again': (state) => {
    delete state.n
    state.n = 2
  },
}

it.each(Object.entries(handlers))('derived fields stay behind the others when %s', (_, handler) => {
  const live = LiveState.create(new MemoryRows(), { n: 1, list: [] })
  live.commit()
  const feed = new DerivingFeed(
    createLiveFeed(createViewRules({ n: true, list: true, more: true })),
    {
      derive: (state: Any) => ({ size: state.list.length, fixed: 1 }),
      shown: new Set(['n', 'list', 'more']),
      onError: (error) => {
        throw error
      },
    },
  )
  const audience = feed.rules.audienceOf({ user: 'ann' })
  feed.attach(live)
  feed.watch()
  const client = new ReferenceClient()
  client.show(feed.viewText(audience))
  for (let at = 0; at < 2; at++) {
    const scope = newScope()
    handler(live.view(scope) as Any)
    live.commit()
    live.release(scope)
    client.apply(feed.takeFrame()?.operations(audience) ?? '[]')
    expect(encodeData(client.view, 'view')).toBe(feed.viewText(audience))
  }
})
