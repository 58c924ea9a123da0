import { Agent } from 'agents'
import { type Board, createBoard, createItems, type Item, type ListName } from '../board/board.ts'
import type { Contender, Environment } from '../contenders/contender.ts'

/** As the documentation of `agents` shows it: a new state from the old one, given to `setState`. */
export class AgentsBoard extends Agent<Environment, Board> implements Contender {
  initialState = createBoard()

  noop(): number {
    return 1
  }

  increment(): number {
    this.setState({ ...this.state, count: this.state.count + 1 })
    return this.state.count
  }

  seed(list: ListName, first: number, count: number): number {
    this.setState({ ...this.state, [list]: [...this.state[list], ...createItems(first, count)] })
    return this.state[list].length
  }

  append(item: Item): number {
    this.setState({ ...this.state, items: [...this.state.items, item] })
    return this.state.items.length
  }

  editLikes(index: number, likes: number): number {
    const item = this.state.items[index]
    if (!item) throw new RangeError(`There is no item ${index}.`)
    const items = this.state.items.with(index, { ...item, stats: { ...item.stats, likes } })
    this.setState({ ...this.state, items })
    return likes
  }

  setTitle(title: string): string {
    this.setState({ ...this.state, title })
    return title
  }

  addRecent(item: Item, keep: number): number {
    this.setState({ ...this.state, recent: [...this.state.recent, item].slice(-keep) })
    return this.state.recent.length
  }

  shrink(length: number): number {
    this.setState({ ...this.state, items: this.state.items.slice(0, length) })
    return length
  }

  last(): Item | undefined {
    return this.state.items.at(-1)
  }

  sum(): number {
    let sum = 0
    for (const item of this.state.items) sum += item.stats.likes + item.text.length
    return sum
  }

  everything(): Board {
    return this.state
  }
}
