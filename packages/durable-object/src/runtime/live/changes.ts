import type { Audience } from './view-rules.ts'

/** What an audience was shown between two revisions. */
interface Change {
  readonly audience: Audience
  readonly from: number
  readonly to: number
  /** The text of a list. */
  readonly operations: string
}

/** The characters of all changes that are kept. */
const keptCharacters = 1_048_576

/** The last changes of a state, as those were shown them who see it. */
export class Changes {
  /** The number of the last one. */
  #revision = 0
  /** Of the last commit that was counted, or more. */
  #number = 0
  /** The next revision: its commits are stored. */
  #collected = 0
  /** All that has changed since this revision is known. */
  start = 0
  /** For each audience, the last one that showed it something. */
  readonly #last: Map<Audience, number> = new Map()
  #kept: Change[] = []
  #size = 0

  /** The audiences that changes are made for: those that were asked about. */
  get audiences(): Iterable<Audience> {
    return this.#last.keys()
  }

  /** Of more audiences than these, those that are not kept are forgotten. */
  forgetAudiences(most: number, isKept: (audience: Audience) => boolean): void {
    if (this.#last.size <= most) return
    for (const audience of this.#last.keys()) if (!isKept(audience)) this.#last.delete(audience)
  }

  /** The revision of what an audience sees now. */
  revisionOf(audience: Audience): number {
    const known = this.#last.get(audience)
    if (known !== undefined) return known
    this.#last.set(audience, this.#revision)
    return this.#revision
  }

  get number(): number {
    return this.#number
  }

  /** Counts a commit, and gives its number: revisions from that on have it, and those before have not. */
  count(): number {
    this.#number += 1
    return this.#number
  }

  /** The commits so far are stored, and changes that nobody has counted are as well. */
  collect(): void {
    if (this.#number === this.#collected) this.#number += 1
    this.#collected = this.#number
  }

  /** From here on the revision is that of what was collected. */
  advance(): void {
    this.#revision = this.#collected
  }

  /** What is shown from here on has all commits so far. */
  catchUp(): void {
    this.#collected = this.#number
    this.#revision = this.#number
  }

  /** An audience is shown these operations at this revision; undefined where only a view is right. */
  add(audience: Audience, operations: string | undefined): { from: number; to: number } {
    const from = this.revisionOf(audience)
    const to = this.#revision
    this.#last.set(audience, to)
    if (operations !== undefined) this.#keep({ audience, from, to, operations })
    return { from, to }
  }

  /** Nothing older can be brought up to date by changes. */
  forget(): void {
    this.#number += 1
    this.catchUp()
    this.start = this.#revision
    this.#last.clear()
    this.#kept = []
    this.#size = 0
  }

  /** What an audience was shown since then, as the text of a list; undefined where that is not known. */
  since(audience: Audience, revision: number): string | undefined {
    const own = this.#kept.filter((change) => change.audience === audience)
    const first = own.findIndex(({ from }) => from === revision)
    if (first === -1) return undefined
    // Where only a view was right, there is a gap.
    const isWhole = own.every(
      ({ to }, at) => at < first || to === (own[at + 1]?.from ?? this.#last.get(audience)),
    )
    if (!isWhole) return undefined
    return joinLists(own.slice(first).map(({ operations }) => operations))
  }

  #keep(change: Change): void {
    this.#kept.push(change)
    this.#size += change.operations.length
    let gone = 0
    while (this.#size > keptCharacters) this.#size -= this.#kept[gone++]?.operations.length ?? 0
    if (gone > 0) this.#kept.splice(0, gone)
  }
}

/** One list of the items of several, all as text and none empty. */
export function joinLists(lists: readonly string[]): string {
  return `[${lists.map((list) => list.slice(1, -1)).join()}]`
}
