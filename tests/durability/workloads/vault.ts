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

/** Checks that a transaction changes both keys and the state, or nothing. */
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
      // In an object with tables, the transaction and the end of the handler commit separately.
      expect(vault.afterwards).toBeLessThanOrEqual(vault.moves)
      moves.check(vault.moves)
    },
  }
}
