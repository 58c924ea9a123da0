/** A position in a file. Both numbers are zero-based. */
export interface Place {
  file: string
  line: number
  character: number
}

/** The requests that an editor sends. */
export interface LanguageServer {
  definition(place: Place): Promise<Place[]>
  /** Where the name is used, and where it is defined. */
  references(place: Place): Promise<Place[]>
  /** The positions that a rename changes. */
  rename(place: Place): Promise<Place[]>
  completions(place: Place): Promise<string[]>
}
