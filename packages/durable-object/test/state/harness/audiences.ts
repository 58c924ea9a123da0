import { createLiveFeed, type LiveFeed } from '../../../src/runtime/live/live-feed.ts'
import type { Audience, ViewRules } from '../../../src/runtime/live/view-rules.ts'
import { encodeData } from '../../../src/state/index.ts'
import { difference } from './difference.ts'
import { Machine } from './machine.ts'
import { marksIn } from './marked.ts'
import type { Pair } from './pair.ts'
import { ReferenceClient } from './reference-client.ts'
import { shownOf } from './shown-of.ts'
import type { Step } from './steps.ts'

interface Viewer {
  audience: Audience
  client: ReferenceClient
  /** What it may know: the views since the last frame, of which the last one was committed last. */
  views: string[]
}

/** A program that pages of different viewers follow. What they get, they get every few steps. */
export class Watched extends Machine {
  readonly feed: LiveFeed
  readonly viewers: Viewer[]
  frames = 0
  #steps = 0

  constructor(
    value: unknown,
    { rules, viewers }: { rules: ViewRules; viewers: readonly unknown[] },
  ) {
    super(value, 60)
    this.feed = createLiveFeed(rules)
    this.viewers = viewers.map((viewer) => {
      return { audience: rules.audienceOf(viewer), client: new ReferenceClient(), views: [] }
    })
    this.follow()
    this.feed.watch()
    this.#note()
    for (const viewer of this.viewers) viewer.client.show(viewer.views.at(-1) as string)
  }

  follow(): void {
    const { state } = this
    this.feed.attach(state)
    const { commit } = state
    state.commit = () => {
      const info = commit.call(state)
      this.#note()
      return info
    }
  }

  override reload(): void {
    super.reload()
    this.follow()
    this.#note()
  }

  override replaceRoot(given: Pair): void {
    if (this.#steps % 5 === 0) super.replaceRoot(given)
  }

  override run(step: Step): void {
    super.run(step)
    if (++this.#steps % 3 === 0) this.flush()
  }

  /** What was committed leaves, while a handler may have changed more. */
  flush(): void {
    const frame = this.feed.takeFrame()
    if (!frame) return
    this.frames++
    for (const viewer of this.viewers) this.#send(viewer, frame.operations(viewer.audience))
  }

  #send({ audience, client, views }: Viewer, operations: string | undefined): void {
    const now = views.at(-1) as string
    if (operations === undefined) client.show(now)
    else {
      client.apply(operations)
      const known = marksIn(views.join())
      const told = [...marksIn(operations)].find((mark) => !known.has(mark))
      if (told) throw new Error(`${told} is hidden from ${[...audience.keys]}: ${operations}`)
    }
    if (encodeData(client.view, 'view') !== now) {
      throw new Error(`${encodeData(client.view, 'view')} instead of ${now}`)
    }
    views.splice(0, views.length - 1)
  }

  #note(): void {
    for (const { audience, views } of this.viewers) views.push(this.feed.viewText(audience))
  }

  checkPages(): void {
    for (const { audience, client } of this.viewers) {
      const masks = [...this.feed.rules.masks].filter(([key]) => audience.keys.has(key))
      const found = difference(client.view, shownOf(this.root.state, new Map(masks)), 'page')
      if (found) throw new Error(found)
    }
  }
}
