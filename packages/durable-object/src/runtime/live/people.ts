import { listedPeople, presenceCharacters } from '../../limits.ts'
import { encodeData } from '../../state/index.ts'
import { report } from '../events/report.ts'
import { clock, setNativeTimer } from '../time/clock.ts'
import type { LiveSettings } from './class-live.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import type { LiveOwner } from './live-owner.ts'

export interface PeopleOptions {
  object: LiveOwner
  settings: LiveSettings
  connections: Connections
}

/** In milliseconds, by itself and for each connection. */
const shortestInterval = 60
const perPerson = 6
/** Who has not been heard of for so long, in milliseconds, is left out. Clients ping each 30 s. */
const silence = 120_000

/** Who has a page open. What the others see of them is kept with their sockets and costs no row. */
export class People {
  readonly #options: PeopleOptions
  /** What is listed of connections, as text. */
  readonly #listed: Map<Connection, string> = new Map()
  readonly #changed: Set<Connection> = new Set()
  readonly #gone: Set<string> = new Set()
  #isTimed = false

  constructor(options: PeopleOptions) {
    this.#options = options
    for (const connection of options.connections) this.#list(connection)
  }

  get isShown(): boolean {
    return this.#options.settings.presence !== undefined
  }

  /** How often a page may change what the others see of it, in milliseconds. */
  get interval(): number {
    return Math.max(shortestInterval, perPerson * this.#options.connections.size)
  }

  /** A connection has said hello. */
  join(connection: Connection, presence: unknown): void {
    if (!this.isShown) return
    if (this.#accepts(presence)) connection.attached.presence = presence
    connection.save()
    if (this.#list(connection)) this.#changed.add(connection)
    this.#dropSilent()
    connection.send(this.#text(connection, this.#listed.keys(), []))
    this.#tellSoon()
  }

  set(connection: Connection, presence: unknown): void {
    if (!this.isShown || !this.#accepts(presence)) return
    connection.attached.presence = presence
    connection.save()
    if (!this.#list(connection)) return
    this.#changed.add(connection)
    this.#tellSoon()
  }

  left(connection: Connection): void {
    if (!this.isShown || connection.attached.client === undefined) return
    this.#changed.delete(connection)
    if (this.#listed.delete(connection)) {
      this.#gone.add(connection.id)
      this.#listAnother()
    }
    this.#tellSoon()
  }

  #listAnother(): void {
    for (const connection of this.#options.connections) {
      if (this.#listed.has(connection) || !this.#list(connection)) continue
      this.#changed.add(connection)
      return
    }
  }

  /** Gives whether there is room for it. */
  #list(connection: Connection): boolean {
    const { settings, object } = this.#options
    const { client, presence } = connection.attached
    if (client === undefined || !settings.presence || !connection.isOpen) return false
    if (this.#listed.size >= listedPeople && !this.#listed.has(connection)) return false
    if (this.#isSilent(connection)) return false
    try {
      const shown = { ...settings.presence(connection.viewer), ...(presence as object) }
      this.#listed.set(connection, encodeData(shown, 'The presence'))
      return true
    } catch (error) {
      report(object, 'live.presence', { error })
      return false
    }
  }

  #accepts(presence: unknown): boolean {
    if (typeof presence !== 'object' || presence === null) return false
    return encodeData(presence, 'The presence').length <= presenceCharacters
  }

  #isSilent({ socket, heardAt }: Connection): boolean {
    const pinged = this.#options.object.native.getWebSocketAutoResponseTimestamp(socket)
    return clock.now() - Math.max(heardAt, pinged?.getTime() ?? 0) > silence
  }

  #dropSilent(): void {
    for (const connection of this.#listed.keys()) {
      if (!this.#isSilent(connection)) continue
      this.#listed.delete(connection)
      this.#gone.add(connection.id)
    }
  }

  /** All that happens within an interval is one message. */
  #tellSoon(): void {
    if (this.#isTimed) return
    this.#isTimed = true
    setNativeTimer(() => this.#tell(), this.interval, this.#options.object.timers)
  }

  #tell(): void {
    this.#isTimed = false
    this.#dropSilent()
    const gone = [...this.#gone]
    const text = this.#text(undefined, this.#changed, gone)
    for (const connection of this.#options.connections) {
      if (connection.attached.client === undefined || connection.isSlow) continue
      const isOne = this.#changed.has(connection)
      connection.send(isOne ? this.#text(connection, this.#changed, gone) : text)
    }
    this.#changed.clear()
    this.#gone.clear()
  }

  #text(receiver: Connection | undefined, shown: Iterable<Connection>, gone: string[]): string {
    const entries: string[] = []
    for (const connection of shown) {
      const text = this.#listed.get(connection)
      if (text && connection !== receiver) entries.push(`["${connection.id}",${text}]`)
    }
    return `["people",[${entries}],${JSON.stringify(gone)},${this.#count - 1}]`
  }

  get #count(): number {
    let count = 0
    for (const { attached, isOpen } of this.#options.connections) {
      if (attached.client !== undefined && isOpen) count += 1
    }
    return count
  }
}
