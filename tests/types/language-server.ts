/** A position in a file; both numbers count from zero. */
export interface Place {
  file: string
  line: number
  character: number
}

/** The requests of an editor. */
export interface LanguageServer {
  definition(place: Place): Promise<Place[]>
  /** The positions at which a rename would write the new name. */
  rename(place: Place): Promise<Place[]>
  /** The completions that it offers at a position. */
  completions(place: Place): Promise<string[]>
}
