import { Changes } from '../../../src/runtime/live/changes.ts'
import { History } from '../../../src/runtime/live/history/history.ts'
import { HistoryRows } from '../../../src/runtime/live/history/history-rows.ts'
import { createLiveFeed, type LiveFeed } from '../../../src/runtime/live/live-feed.ts'
import type { Label } from '../../../src/runtime/live/read-message.ts'
import type { Audience, ViewRules } from '../../../src/runtime/live/view-rules.ts'
import type { StateRows } from '../../../src/runtime/rows/state-rows.ts'
import { encodeData, type RowData, type Rows } from '../../../src/state/index.ts'
import { clone } from './clone.ts'
import { Machine } from './machine.ts'
import { marksIn } from './marked.ts'
import type { Pair } from './pair.ts'
import { ReferenceClient } from './reference-client.ts'
import type { Step } from './steps.ts'

interface Visitor {
  readonly audience: Audience
  readonly client: ReferenceClient
  label: Label | undefined
}

/** One start of the object. */
interface Instance {
  readonly epoch: string
  readonly changes: Changes
  readonly history: History
  readonly feed: LiveFeed
  readonly rows: HistoryRows
}

interface Backup {
  rows: ReadonlyMap<number, RowData>
  model: unknown
}

/**
 * A program whose commits are kept, of an object that restarts, runs without history for a while, and is set back to what it was
 * earlier. Visitors come back at any time with the labels that they have.
 */
export class Kept extends Machine {
  readonly visitors: Visitor[]
  /** How often a visitor was told changes, and how often only a view helped. */
  told = 0
  views = 0
  readonly #rules: ViewRules
  readonly #epochs: () => string
  /** Undefined while code without history runs. */
  #instance: Instance | undefined
  #backup: Backup | undefined
  /** The texts that each audience may have seen. */
  readonly #seen = new Map<Audience, Set<string>>()
  #steps = 0

  constructor(value: unknown, { rules, viewers }: { rules: ViewRules; viewers: unknown[] }) {
    super(value, 60)
    let count = 0
    this.#epochs = () => `epoch${++count}`
    this.#rules = rules
    this.visitors = viewers.map((viewer) => {
      return { audience: rules.audienceOf(viewer), client: new ReferenceClient(), label: undefined }
    })
    this.#restart(true)
  }

  override get storage(): Rows {
    // The first state is made before there is anything of this class.
    const instance = #instance in this ? this.#instance : undefined
    return instance?.rows ?? this.rows
  }

  override reload(): void {
    this.#restart(this.#instance !== undefined)
  }

  override replaceRoot(given: Pair): void {
    if (this.#steps % 7 === 0) super.replaceRoot(given)
  }

  override run(step: Step): void {
    super.run(step)
    this.#steps += 1
    if (this.#steps % 2) return
    this.end()
    const { n, m } = step
    if (this.#steps % 7 === 0) this.#happen(m)
    const visitor = this.visitors[n % (this.visitors.length + 1)]
    if (visitor) this.visit(visitor)
  }

  #happen(what: number): void {
    if (what < 15) this.#restart(true)
    else if (what < 20) this.#restart(false)
    else if (what < 25)
      this.#backup = { rows: new Map(this.rows.rows), model: clone(this.root.state) }
    else if (this.#backup) this.#restore(this.#backup)
  }

  #restore({ rows, model }: Backup): void {
    this.rows.rows = new Map(rows)
    this.root.state = clone(model)
    this.#restart(true)
  }

  #restart(keeps: boolean): void {
    this.#instance = keeps ? this.#open() : undefined
    super.reload()
    const { state } = this
    const instance = this.#instance
    instance?.feed.attach(state)
    instance?.feed.watch()
    const { commit } = state
    state.commit = () => {
      const info = commit.call(state)
      if (instance) this.#committed(instance)
      return info
    }
    if (instance) this.#note(instance)
  }

  #open(): Instance {
    const epoch = this.#epochs()
    const changes = new Changes()
    const feed = createLiveFeed(this.#rules)
    const { rows } = this
    const scan = () => rows.range(1, Number.MAX_SAFE_INTEGER)
    const rules = this.#rules.id
    const history = new History({
      rows,
      scan,
      changes,
      epoch,
      rules,
      keptFor: 60_000,
      now: () => 0,
    })
    feed.onPrepare = (operations) => history.prepare(operations)
    // Nothing else of it is used.
    const kept = new HistoryRows(rows as unknown as StateRows, history)
    return { epoch, changes, feed, history, rows: kept }
  }

  /** As the outbox does. */
  #committed(instance: Instance): void {
    const { feed, changes } = instance
    const frame = feed.takeFrame()
    if (frame) {
      changes.collect()
      changes.advance()
      for (const audience of changes.audiences) {
        const operations = frame.operations(audience)
        if (operations !== '[]') changes.add(audience, operations)
      }
    }
    this.#note(instance)
  }

  #note({ feed }: Instance): void {
    for (const { audience } of this.visitors) {
      const seen = this.#seen.get(audience) ?? new Set()
      this.#seen.set(audience, seen)
      for (const mark of marksIn(feed.viewText(audience))) seen.add(mark)
    }
  }

  /** Somebody comes back, and shows the state then. */
  visit(visitor: Visitor): void {
    const instance = this.#instance
    if (!instance) return
    const { audience, client, label } = visitor
    const { changes, history, epoch, feed } = instance
    const revision = changes.revisionOf(audience)
    const text = feed.viewText(audience)
    const isSame = label?.[0] === epoch && label[1] === revision
    const told = isSame ? '[]' : label && history.since(label, audience)
    if (told === undefined) {
      client.show(text)
      if (label) this.views += 1
    } else {
      const seen = this.#seen.get(audience)
      const hidden = [...marksIn(told)].find((mark) => !seen?.has(mark))
      if (hidden) throw new Error(`${hidden} is hidden from ${[...audience.keys]}: ${told}`)
      client.apply(told)
      if (told !== '[]') this.told += 1
    }
    const shown = encodeData(client.view, 'view')
    if (shown !== text) throw new Error(`${shown} instead of ${text}, by ${told}`)
    // A page that only got frames still has the rest of its label.
    const isFrame = told !== undefined && label?.[0] === epoch
    const id = isFrame ? label[2] : `${audience.id}${history.origin(revision)}`
    visitor.label = [epoch, revision, id]
  }
}
