import { expect, test } from 'vitest'
import { openSocket } from '../end-to-end/open-socket.ts'
import { runExample } from './run-example.ts'

const app = runExample('leaderboard')
const submit = async (game: string, player: string, score: number) =>
  (await app.call('POST', `/api/games/${game}/players/${player}`, { body: { score } })).body

test('players are ranked by their best score, and the earlier of two equal scores comes first', async () => {
  expect(await submit('chess', 'ann', 100)).toEqual({ rank: 1, player: 'ann', score: 100 })
  expect(await submit('chess', 'bob', 300)).toEqual({ rank: 1, player: 'bob', score: 300 })
  expect(await submit('chess', 'cyd', 100)).toEqual({ rank: 3, player: 'cyd', score: 100 })
  expect(await submit('chess', 'bob', 200)).toEqual({ rank: 1, player: 'bob', score: 300 })

  await app.killAndStart()
  const { body } = await app.call('GET', '/api/games/chess')
  expect(body).toEqual({
    season: 1,
    top: [
      { rank: 1, player: 'bob', score: 300 },
      { rank: 2, player: 'ann', score: 100 },
      { rank: 3, player: 'cyd', score: 100 },
    ],
  })
  expect((await app.call('GET', '/api/games/chess/players/eve')).status).toBe(404)
  const nonsense = { body: { score: 'many' } }
  expect((await app.call('POST', '/api/games/chess/players/eve', nonsense)).status).toBe(422)
})

test('a player sees the neighboring ranks', async () => {
  for (let number = 1; number <= 9; number += 1) await submit('go', `p${number}`, 100 - number)
  const { body } = await app.call('GET', '/api/games/go/players/p5')
  expect(body.standing.rank).toBe(5)
  expect(body.neighbours.map(({ player }: { player: string }) => player)).toEqual([
    ...['p3', 'p4', 'p5', 'p6', 'p7'],
  ])
})

test('watchers receive each change of the leaderboard and the start of a new season', async () => {
  const watcher = await openSocket(`${app.url}/api/games/darts`)
  await submit('darts', 'ann', 50)
  expect(await watcher.next()).toMatchObject({ top: [{ player: 'ann', score: 50 }] })
  await submit('darts', 'ann', 40)
  expect((await app.call('DELETE', '/api/games/darts')).body).toEqual({ season: 2 })
  expect(await watcher.next()).toEqual({ type: 'top', season: 2, top: [] })
  await watcher.close()
})
