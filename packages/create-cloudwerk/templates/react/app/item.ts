/** What the object stores and the page shows. */
export interface Item {
  id: string
  text: string
  done: boolean
}
