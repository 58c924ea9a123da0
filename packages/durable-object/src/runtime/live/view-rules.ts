/** What `live.view` says of one key of the state. */
export type ViewRule =
  | true
  | {
      /** Of a list: only its last items. */
      readonly last?: number
      /** Only these fields: of each item of a list or Map, or of the object itself. */
      readonly pick?: readonly string[]
      /** All but these fields. Not together with `pick`. */
      readonly omit?: readonly string[]
      /** Whether a viewer sees the key at all. Pure, of the viewer alone. */
      readonly if?: (viewer: never) => boolean
    }

/** Viewers who see the same keys. One object for each set of keys, so it can be the key of a Map. */
export interface Audience {
  /** The same text for the same keys in each instance of the class; part of a label. */
  readonly id: string
  readonly keys: ReadonlySet<string>
}

/** `live.view` of one class. */
export interface ViewRules {
  /** Runs the `if` of each key; what one throws is thrown. */
  audienceOf(viewer: unknown): Audience
  /** How many different audiences there were; over 64 deserve a warning in dev. */
  readonly audiences: number
}
