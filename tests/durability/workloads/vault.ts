import { expect } from 'vitest'
import { connect } from '../client.ts'
import { expectFailure } from './expect-failure.ts'
import { Tally } from './tally.ts'
import type { Workload } from './workload.ts'

interface Vault {
  moves: number
  left: number
  afterwards: number
  keys: { left: number; right: number }
}

/** Both keys and the state change together in a transaction, or not at all. */
export function createVaultLoad(className: string, name: string): Workload {
  const moves = new Tally()
  return {
    async act(url, random) {
      const vault = connect(url, className, name)
      const amount = random.integer(-50, 50)
      const ending = random.pick(['commit', 'commit', 'throw', 'caught', 'rollback'])
      const move = () => vault.call('move', amount, ending)
      if (ending === 'commit') await moves.count(move)
      else if (ending === 'throw') await expectFailure(move())
      else await move()
    },
    async check(url) {
      const vault = await connect(url, className, name).call<Vault>('read')
      const { left, right } = vault.keys
      expect({ sum: left + right, left: vault.left }).toEqual({ sum: 1000, left })
      // With tables the transaction is a commit point; the end of its handler is the next one.
      expect(vault.afterwards).toBeLessThanOrEqual(vault.moves)
      moves.check(vault.moves)
    },
  }
}
