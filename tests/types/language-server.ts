/** A place in a file; both numbers count from zero. */
export interface Place {
  file: string
  line: number
  character: number
}

/** What an editor asks of it. */
export interface LanguageServer {
  definition(place: Place): Promise<Place[]>
  /** The places at which a rename would write the new name. */
  rename(place: Place): Promise<Place[]>
  /** What it offers to write at a place. */
  completions(place: Place): Promise<string[]>
}
