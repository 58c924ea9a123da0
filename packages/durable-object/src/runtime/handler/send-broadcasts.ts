import { currentTurn } from '../turns/current-turn.ts'

/** What they announce is written already, so they need not wait for another write. */
export function sendBroadcasts(broadcasts: readonly (() => void)[] | undefined): void {
  if (!broadcasts) return
  currentTurn.exit(() => {
    for (const send of broadcasts) send()
  })
}
