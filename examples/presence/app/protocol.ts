// The messages between page and room, as JSON.

export interface Place {
  x: number
  y: number
}

export interface Player extends Place {
  id: string
  name: string
}

export type FromPlayer =
  | ({ type: 'move' } & Place)
  | { type: 'collect' }
  | { type: 'rename'; name: string }

export type ToPlayer =
  /** The first message to a new player, who is one of `players`. Places are 0 … `size` - 1. */
  | {
      type: 'welcome'
      you: string
      size: number
      players: Player[]
      scores: Record<string, number>
      coin: Place
    }
  /** Somebody is new, or has a new name. */
  | { type: 'joined'; player: Player }
  | ({ type: 'moved'; id: string } & Place)
  | { type: 'collected'; name: string; score: number; coin: Place }
  | { type: 'left'; id: string }
  /** A message did not fit what the room's `sockets.messages` declares. */
  | { type: 'error'; code: string; message: string }
