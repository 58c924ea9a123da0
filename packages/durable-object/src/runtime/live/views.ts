import { livePartCharacters, liveViewCharacters } from '../../limits.ts'
import { decodeData, type LiveState } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'
import { report } from '../events/report.ts'
import { Keeper } from './base.ts'
import type { LiveSettings } from './class-live.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import type { History } from './history/history.ts'
import type { LiveFeed } from './live-feed.ts'
import { LongViews } from './long-views.ts'
import type { Outbox } from './outbox.ts'
import type { Label } from './read-message.ts'
import type { Audience } from './view-rules.ts'

/** Where a page is: what it was last told, and the hash of what it shows. */
export interface Place {
  label?: Label
  hash?: string
}

export interface ViewsOptions {
  object: Runs & { readonly state: { readonly live: LiveState | undefined } }
  settings: LiveSettings
  connections: Connections
  feed: LiveFeed
  outbox: Outbox
  /** Where changes are kept with the state. */
  history: History | undefined
  epoch: string
  /** A page was sent a part of a view. */
  onPart(): void
}

/** The operations that bring a page up to date from a revision. */
interface Missed {
  from: number
  operations: string
}

/** The revision of a page that has what another instance showed, and that no label of this one has otherwise. */
const ofOther = -1

/** Of so many audiences the last revisions are kept for after a sleep: an attachment has 16 KiB. */
const mostKept = 256

/** Brings pages to where the state is: those that have just come, and those that frames would not help. */
export class Views {
  readonly #options: ViewsOptions
  readonly keeper: Keeper
  readonly #places: Map<Connection, Place> = new Map()
  readonly #long: LongViews
  #isPlanned = false

  constructor(options: ViewsOptions) {
    this.#options = options
    this.keeper = new Keeper(options.connections, options.settings.code)
    this.#long = new LongViews({ onPart: options.onPart, onFree: () => this.plan() })
  }

  /** The state was loaded or made, and nothing has changed it yet. */
  awake(): void {
    const { connections, history } = this.#options
    this.keeper.awake()
    // What `start` had written is undone where the wake has failed.
    history?.forget()
    if (connections.size === 0 && !history) return
    this.#watch()
    const { base } = this.keeper
    for (const connection of base ? connections : []) this.#findAgain(connection)
    this.plan()
  }

  /** A page that stayed connected while the object slept has what it had. */
  #findAgain(connection: Connection): void {
    const { outbox, feed } = this.#options
    const { shown } = connection.attached
    if (shown === undefined) return
    try {
      const audience = feed.rules.audienceOf(connection.viewer)
      if (audience.id === shown) {
        connection.sleptAt(audience, outbox.changes.revisionOf(audience))
        feed.follow?.(audience)
      }
    } catch {
      // A rule of `live` threw, as it will when the page is shown something.
    }
  }

  #watch(): void {
    const { feed, object, outbox } = this.#options
    if (object.state.live && !feed.isWatching) outbox.watch(object.state.live)
  }

  /** Brings a page to where the state is, from where it says that it is, or from what it was sent last. */
  expect(connection: Connection, place?: Place): void {
    this.#long.drop(connection)
    connection.fallBehind()
    // It gets no more before it has read what it was sent, however often it asks.
    if (connection.credit.owingSince !== undefined) connection.isSlow = true
    if (place) this.#places.set(connection, place)
    this.plan()
  }

  /** In a turn of its own, since in the middle of a handler the state may have what is undone later. */
  plan(): void {
    const { object, connections } = this.#options
    if (this.#isPlanned || ![...connections].some((each) => this.#isNext(each))) return
    this.#isPlanned = true
    const show = (): void => {
      this.#isPlanned = false
      this.#showAll()
    }
    object.run('live', show, { reads: true, waitsForever: true }).catch((error) => {
      this.#isPlanned = false
      report(object, 'live', { error, note: ', so pages have to connect again' })
      for (const connection of connections) {
        if (connection.waitsForView) connection.close(1013, 'Try again later.')
      }
    })
  }

  /** Whether a page can be brought to where the state is. */
  #isNext(connection: Connection): boolean {
    return connection.waitsForView && !connection.isSlow && !this.#long.mustWait(connection)
  }

  #showAll(): void {
    const { outbox, connections } = this.#options
    this.#watch()
    // No transaction is open in this turn. What others have not seen yet is in what is shown now.
    outbox.stored()
    outbox.flush()
    for (const connection of connections) if (this.#isNext(connection)) this.#tryToShow(connection)
    this.sent()
  }

  #tryToShow(connection: Connection): void {
    const place = this.#places.get(connection) ?? connection.placeIn(this.#options.epoch)
    try {
      this.#show(connection, place)
      if (!this.#long.isQueued(connection)) this.#places.delete(connection)
    } catch (error) {
      // A rule of `live` threw.
      report(this.#options.object, 'live', { error, note: ', so a page cannot be shown anything' })
      connection.close(1013, 'Try again later.')
    }
  }

  #show(connection: Connection, { label, hash }: Place): void {
    const { outbox, feed } = this.#options
    const audience = feed.rules.audienceOf(connection.viewer)
    const revision = outbox.changes.revisionOf(audience)
    const own = this.#labelOf(audience, revision)
    const now = JSON.stringify(own)
    const same = () => connection.send(`["same",${now}${connection.takeSettled()}]`)
    const missed = label && this.#missedSince(label, audience)
    if (missed?.operations === '[]') same()
    else if (missed) {
      const { from, operations } = missed
      const [epoch, , id] = own
      if (label?.[0] !== epoch) connection.send(JSON.stringify(['same', [epoch, from, id]]))
      const settled = connection.takeSettled()
      connection.send(`["frame",${from},${revision},${operations}${settled}]`)
    } else if (hash && hash === feed.viewHash(audience)) same()
    else if (!this.#sendView(connection, now, feed.viewText(audience))) return
    feed.follow?.(audience)
    connection.reach(audience, revision)
    this.#advise()
  }

  #advise(): void {
    const { object, settings, connections } = this.#options
    const { advice, rules, derive } = settings
    advice.ofAudiences(object, rules.audiences)
    if (!derive) return
    const shown = () => Array.from(connections, ({ audience }) => audience).filter(Boolean)
    advice.ofViewers(object, () => new Set(shown()).size)
  }

  #labelOf({ id }: Audience, revision: number): Label {
    const { epoch, history } = this.#options
    return [epoch, revision, `${id}${history?.origin(revision) ?? ''}`]
  }

  /** What a page with this label has missed, from a revision on; undefined where that is not known. */
  #missedSince(label: Label, audience: Audience): Missed | undefined {
    const { epoch, outbox, history } = this.#options
    // A label may say more, see `History.origin`.
    if (label[2].split('@')[0] !== audience.id) return undefined
    const from = this.#revisionAt(label, audience)
    const revision = outbox.changes.revisionOf(audience)
    if (from === revision) return { from, operations: '[]' }
    const known = from === undefined ? undefined : outbox.changes.since(audience, from)
    if (from !== undefined && known !== undefined) return { from, operations: known }
    const operations = history?.since(label, audience)
    if (operations === undefined) return undefined
    return { from: label[0] === epoch ? label[1] : ofOther, operations }
  }

  /** The revision of this instance that a label of it, or of the one before, stands for. */
  #revisionAt([epoch, revision]: Label, { id }: Audience): number | undefined {
    if (epoch === this.#options.epoch) return revision
    const { base } = this.keeper
    return base?.epoch === epoch && base.revisions[id] === revision ? 0 : undefined
  }

  /** Gives whether the view is on its way. */
  #sendView(connection: Connection, label: string, text: string): boolean {
    const { object, settings } = this.#options
    if (text.length > liveViewCharacters) {
      this.#refuseLong(connection, text.length)
      return false
    }
    settings.advice.ofItems(object, text)
    if (text.length <= livePartCharacters) {
      connection.send(`["view",${label},${text}${connection.takeSettled()}]`)
      return true
    }
    return this.#long.begin(connection, label, text)
  }

  #refuseLong(connection: Connection, length: number): void {
    const { object } = this.#options
    const error = new RangeError(
      `The view takes ${length} characters, and a page gets up to ${liveViewCharacters}. Show less: { last: 100 } of a list, { pick: [ … ] } of its items, or divide the object.`,
    )
    report(object, 'live', { error })
    connection.close(4003, 'There is too much to show.')
  }

  /** What a viewer sees, with its label. */
  snapshot(viewer: unknown): { view: unknown; label: Label } {
    const { object, outbox, feed } = this.#options
    const { live } = object.state
    if (live && !feed.isWatching) feed.attach(live)
    outbox.flush()
    const audience = feed.rules.audienceOf(viewer)
    const label = this.#labelOf(audience, outbox.changes.revisionOf(audience))
    return { view: decodeData(feed.viewText(audience)), label }
  }

  /** A page has read a part. */
  sendNext(connection: Connection): void {
    this.#long.sendNext(connection)
  }

  /** Since when a page has not asked for the next part, in milliseconds since 1970. */
  waitsSince(connection: Connection): number | undefined {
    return this.#long.waitsSince(connection)
  }

  left(connection: Connection): void {
    this.#places.delete(connection)
    this.keeper.left(connection)
    this.#long.left(connection)
  }

  /** All that is stored was sent. */
  sent(): void {
    this.keeper.keep(() => {
      const { settings, epoch, outbox } = this.#options
      const { changes } = outbox
      const audiences = [...changes.audiences].slice(-mostKept)
      const revisions = audiences.map(
        (audience) => [audience.id, changes.revisionOf(audience)] as const,
      )
      return { code: settings.code, epoch, revisions: Object.fromEntries(revisions) }
    })
  }
}
