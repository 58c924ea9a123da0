/** Which direct children of a raw value go on as they are in what replaces it; each one once. */
export class Kept {
  readonly #children: unknown[]
  #next: number
  #passed: unknown[] = []
  #left: Set<unknown> | undefined

  constructor(children: unknown[]) {
    this.#children = children
    this.#next = 0
  }

  take(raw: unknown): boolean {
    if (this.#left) return this.#left.delete(raw)
    // Children mostly come in their old order, so that no Set is needed.
    const index = this.#children.indexOf(raw, this.#next)
    if (index < 0) {
      const left = [...this.#passed, ...this.#children.slice(this.#next)]
      // Texts among them could all have one hash.
      this.#left = new Set(left.filter((child) => typeof child === 'object'))
      return this.#left.delete(raw)
    }
    for (let at = this.#next; at < index; at++) this.#passed.push(this.#children[at])
    this.#next = index + 1
    return true
  }
}
