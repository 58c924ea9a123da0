type Person = { readonly id: string }
/** Who came or changed, who has left, and how many there are. */
export type PeopleChange = [came: [id: string, value: object][], left: string[], count: number]

/** The other connections. */
export class People {
  /** A new list after each change; whoever did not change is the same object in both. */
  list: readonly Person[] = []
  count = 0
  #byId = new Map<string, Person>()
  #isFirst = true

  /** After a new connection was greeted, the first message has everybody. */
  expectAll(): void {
    this.#isFirst = true
  }

  change([came, left, count]: PeopleChange): void {
    if (this.#isFirst) this.#byId = new Map()
    this.#isFirst = false
    for (const id of left) this.#byId.delete(id)
    for (const [id, value] of came) this.#byId.set(id, { ...value, id })
    this.list = [...this.#byId.values()]
    this.count = count
  }
}
