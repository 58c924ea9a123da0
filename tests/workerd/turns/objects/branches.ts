import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

const late: Record<string, string[]> = {}
const added = new Set<string>()

async function untilAdded(id: string): Promise<void> {
  while (!added.has(id)) await sleep(1)
}

/** Handlers with several branches, some of them outside. */
export const branching = defineDurableObject({
  sqlite: true,
  init: () => ({ log: [] as string[], count: 0, torn: 0 }),

  helpers: {
    async ask(label: string, milliseconds: number): Promise<string> {
      return this.outside(async () => {
        await sleep(milliseconds)
        return label
      })
    },
    async askAndAdd(label: string, milliseconds: number) {
      const answer = await this.ask(label, milliseconds)
      this.state.log.push(answer)
      return answer
    },
    /** Waits for something that is not outside, in the middle of its change. */
    async askReadAndAdd(label: string, milliseconds: number) {
      const answer = await this.ask(label, milliseconds)
      await this.changeInTwoSteps(answer)
    },
    async changeInTwoSteps(label: string) {
      const { count } = this.state
      await sleep(2)
      if (this.state.count !== count) this.state.torn += 1
      this.state.log.push(label)
    },
    async addLate() {
      try {
        await this.outside(() => gateOf(this.id).pass())
        this.state.log.push('late')
      } catch (error) {
        late[this.id] = [...(late[this.id] ?? []), (error as Error).message]
        throw error
      }
    },
    failSoon: async (milliseconds: number) => {
      await sleep(milliseconds)
      throw new Error('one of them failed')
    },
  },

  methods: {
    read() {
      return this.state
    },
    late() {
      return late[this.id] ?? []
    },
    add(entry: string) {
      this.state.log.push(entry)
      this.state.count += 1
      added.add(this.id)
    },
    /** All branches are outside until another handler has run. */
    async allUntilAdded(labels: string[]) {
      await Promise.all(
        labels.map(async (label) => {
          await this.outside(() => untilAdded(this.id))
          this.state.log.push(label)
        }),
      )
    },
    /** One branch is back at once, the other when another handler has run. */
    async oneUntilAdded() {
      const waiting = this.outside(() => untilAdded(this.id))
      await Promise.all([
        this.outside(() => sleep(1)).then(() => this.state.log.push('back')),
        waiting.then(() => this.state.log.push('slow')),
      ])
    },
    async hold(milliseconds: number) {
      this.state.log.push('hold in')
      await sleep(milliseconds)
      this.state.log.push('hold out')
    },
    async all(times: number[]) {
      await Promise.all(
        times.map(async (time) => {
          const value = await this.outside(async () => {
            await sleep(time)
            return time
          })
          this.state.log.push(String(value))
        }),
      )
    },
    async allHelpers(times: number[]) {
      const answers = await Promise.all(times.map((time) => this.askAndAdd(String(time), time)))
      return answers
    },
    async settled(times: number[]) {
      const results = await Promise.allSettled(
        times.map(async (time) => {
          await this.outside(() => (time === 0 ? Promise.reject(new Error('no')) : sleep(time)))
          this.state.log.push(String(time))
        }),
      )
      return results.map(({ status }) => status)
    },
    async raceOutside(slow: number, limit: number) {
      const first = await Promise.race([this.ask('answer', slow), this.ask('limit', limit)])
      this.state.log.push(first)
      return first
    },
    async raceWithTimer(slow: number, limit: number) {
      const first = await Promise.race([
        this.outside(() => sleep(slow)).then(() => 'answer'),
        sleep(limit).then(() => 'limit'),
      ])
      this.state.log.push(first)
      return first
    },
    /** The branch that is not outside ends first, when another handler has run. */
    async raceUntilAdded() {
      await Promise.race([this.outside(() => sleep(60_000)), untilAdded(this.id)])
      this.state.log.push('limit')
    },
    async raceWithin(slow: number, limit: number) {
      const first = await this.outside(() =>
        Promise.race([sleep(slow).then(() => 'answer'), sleep(limit).then(() => 'limit')]),
      )
      this.state.log.push(first)
      return first
    },
    /** Several branches at a time, each of which goes outside repeatedly. */
    async pool(workers: number, rounds: number) {
      const run = async (worker: number) => {
        for (let round = 0; round < rounds; round++) {
          await this.outside(() => sleep(((worker * 7 + round * 5) % 11) + 1))
          await this.changeInTwoSteps(`${worker}`)
        }
      }
      await run(0)
      await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)))
    },
    async together() {
      let go = () => {}
      const shared = new Promise<void>((resolve) => {
        go = resolve
      })
      const run = async (label: string) => {
        for (let round = 0; round < 3; round++) {
          await this.outside(() => (round === 0 ? shared : sleep(1)))
          this.state.log.push(label)
        }
      }
      setTimeout(() => go(), 5)
      await Promise.all([run('a'), run('b'), run('c')])
    },
    async thenAgain() {
      await Promise.all([this.ask('a', 1), this.ask('b', 2), this.ask('c', 3)])
      this.state.log.push('all back')
      await this.outside(() => gateOf(this.id).pass())
      this.state.log.push('back again')
    },
    async beside() {
      await Promise.all([this.askReadAndAdd('a', 2), this.askReadAndAdd('b', 20)])
    },
    async savepointBeside() {
      const savepoint = this.transaction(async () => {
        this.state.log.push('undone')
        await sleep(10)
        throw new Error('no')
      })
      const [saved] = await Promise.allSettled([savepoint, this.askAndAdd('outside', 1)])
      return saved.status
    },
    async failsWithOthersAway() {
      this.state.log.push('committed')
      const away = [this.addLate(), this.addLate()]
      await Promise.all([this.failSoon(5), ...away])
    },
    async failsWhenOneIsBack() {
      await Promise.all([
        this.addLate(),
        this.ask('a', 5).then((answer) => {
          this.state.log.push(answer)
          throw new Error('after it')
        }),
      ])
    },
    async leavesOneBehind() {
      await Promise.race([this.addLate(), sleep(5)])
      this.state.log.push('ended')
      return 'ended'
    },
    async waitsForUnawaited() {
      void this.askAndAdd('un-awaited', 10)
    },
    /** A branch that never goes outside, whose write would overwrite that of another handler. */
    async losesNoWrite() {
      const count = async () => {
        const before = this.state.count
        await untilAdded(this.id)
        this.state.count = before + 1
      }
      await Promise.all([this.outside(() => sleep(60)), count()])
    },
    async sqlBeside() {
      this.ctx.sql.run('CREATE TABLE IF NOT EXISTS t (x)')
      await Promise.all(
        [1, 5, 9].map(async (n) => {
          await this.outside(() => sleep(n))
          this.ctx.sql.run('INSERT INTO t VALUES (?)', n)
          await this.ctx.storage.put(`key ${n}`, n)
        }),
      )
      return [
        this.ctx.sql.exec('SELECT count(*) AS n FROM t').one().n,
        (await this.ctx.storage.list({ prefix: 'key' })).size,
      ]
    },
  },
})
