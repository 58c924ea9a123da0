const stateKey = '__cloudwerk:state'

interface StoredRow {
  version: 1
  state: unknown
}

/** The state of one object as its storage has it: one row with the whole of it. */
export class StoredState {
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** Undefined where nothing was stored yet, so that `init` has to run. */
  load(): Promise<StoredRow | undefined> {
    return this.#storage.get<StoredRow>(stateKey)
  }

  /** Not awaited on the handler's way out: the output gate holds the answer until it is on disk. */
  save(state: unknown): Promise<void> {
    return this.#storage.put<StoredRow>(stateKey, { version: 1, state })
  }
}
