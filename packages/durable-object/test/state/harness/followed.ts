import { encodeData } from '../../../src/state/index.ts'
import type { ShownKeys } from '../../../src/state/operations/mask.ts'
import { ShownState, type Told } from '../../../src/state/operations/shown-state.ts'
import { snapshot } from '../../../src/state/tree/snapshot.ts'
import type { Tree } from '../../../src/state/tree/tree.ts'
import { difference } from './difference.ts'
import { Machine } from './machine.ts'
import type { Pair } from './pair.ts'
import { ReferenceClient } from './reference-client.ts'
import { shownOf } from './shown-of.ts'

/** A program whose commits a page follows. */
export class Followed extends Machine {
  readonly client: ReferenceClient = new ReferenceClient()
  readonly keys: ShownKeys
  commits = 0
  views = 0
  /** Of a list of operations and the views before and after it. */
  onTold: ((text: string, before: string, after: string) => void) | undefined
  #shown: ShownState | undefined
  #tree: Tree | undefined
  #replacements = 0

  constructor(value: unknown, { pageSize, keys }: { pageSize: number; keys: ShownKeys }) {
    super(value, pageSize)
    this.keys = keys
    this.follow()
  }

  follow(): void {
    this.#tree = this.state.record(undefined)
    const shown = new ShownState(this.state, this.keys)
    this.#shown = shown
    shown.watch((told) => this.#receive(told))
    this.client.show(this.text)
  }

  get text(): string {
    return this.#shown?.encode(new Set(this.keys.keys())) ?? ''
  }

  override reload(): void {
    super.reload()
    this.follow()
  }

  /** Seldom, since then there is nothing to tell but the view, or nothing is shown. */
  override replaceRoot(given: Pair): void {
    const keys = Object.keys(given.model ?? {})
    const isShown = keys.some((key) => this.keys.has(key))
    if (this.#replacements++ % (isShown ? 3 : 30) === 2) super.replaceRoot(given)
  }

  #receive({ operations, error }: Told): void {
    if (error) throw error
    this.commits++
    const { text } = this
    const tree = this.#tree as Tree
    // Not the state's own, which looks at the objects of the handler as well.
    const expected = shownOf(snapshot(tree, tree.root[0]), this.keys)
    if (!operations) {
      this.views++
      this.client.show(text)
    } else {
      const before = encodeData(this.client.view, 'view')
      const told = `[${operations.map((each) => each.text).join()}]`
      this.client.apply(told)
      this.onTold?.(told, before, text)
    }
    const found = difference(this.client.view, expected, 'view')
    if (found) throw new Error(found)
    if (encodeData(this.client.view, 'view') !== text) throw new Error(`other texts: ${text}`)
  }

  /** The handler has ended: what the page shows is what the model has. */
  checkPage(): void {
    const found = difference(this.client.view, shownOf(this.root.state, this.keys), 'page')
    if (found) throw new Error(found)
  }
}
