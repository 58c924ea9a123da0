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
  /** What is on its way to it. */
  sent: (string | undefined)[]
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
      const audience = rules.audienceOf(viewer)
      return { audience, client: new ReferenceClient(), views: [], sent: [] }
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
      this.#committed()
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
    if (++this.#steps % 3 === 0) this.#deliver()
  }

  /** Some commits share a frame. */
  #committed(): void {
    this.#note()
    if (this.#steps % 2 === 0) this.#send()
  }

  #send(): void {
    const frame = this.feed.takeFrame()
    if (!frame) return
    this.frames++
    for (const { sent, audience } of this.viewers) sent.push(frame.operations(audience))
  }

  #deliver(): void {
    for (const viewer of this.viewers) {
      for (const operations of viewer.sent.splice(0)) this.#receive(viewer, operations)
    }
  }

  #receive({ audience, client, views }: Viewer, operations: string | undefined): void {
    if (operations === undefined) throw new Error('The view is short.')
    client.apply(operations)
    const known = marksIn(views.join())
    const told = [...marksIn(operations)].find((mark) => !known.has(mark))
    if (told) throw new Error(`${told} is hidden from ${[...audience.keys]}: ${operations}`)
    const shown = encodeData(client.view, 'view')
    const at = views.indexOf(shown)
    if (at < 0) throw new Error(`${shown} instead of one of ${views}`)
    views.splice(0, at)
  }

  #note(): void {
    for (const { audience, views } of this.viewers) views.push(this.feed.viewText(audience))
  }

  /** The handler has ended, and all of it is stored. */
  checkPages(): void {
    this.#send()
    this.#deliver()
    for (const { audience, client } of this.viewers) {
      const masks = [...this.feed.rules.masks].filter(([key]) => audience.keys.has(key))
      const found = difference(client.view, shownOf(this.root.state, new Map(masks)), 'page')
      if (found) throw new Error(found)
    }
  }
}
