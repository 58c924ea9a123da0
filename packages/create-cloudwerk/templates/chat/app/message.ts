/** What the object stores and the page shows. */
export interface Message {
  user: string
  text: string
  /** In milliseconds since 1970. */
  timestamp: number
}
