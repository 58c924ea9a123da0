import { expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

type Any = Record<string, any>

function createItems(count: number): Any[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    text: 'lorem ipsum '.repeat(12),
    meta: { n: 0 },
  }))
}

function createStored(value: unknown): MemoryRows {
  const rows = new MemoryRows()
  LiveState.create(rows, value).commit()
  return rows
}

function change(rows: MemoryRows, handler: (state: any) => void): { rows: number; bytes: number } {
  const live = LiveState.load(rows) as LiveState
  handler(live.view(newScope()))
  return live.commit()
}

it.each([50, 5000, 20_000])(
  'writes one row of a few KB for a change in one place (%i items)',
  (count) => {
    const rows = createStored({
      n: 0,
      items: createItems(count),
      byId: new Map(createItems(count).map((x) => [x.id, x])),
    })
    for (const handler of [
      (state: any) => state.n++,
      (state: any) => (state.items[count >> 1].meta.n = 5),
      (state: any) => (state.byId.get(7).meta.n = 5),
      (state: any) => state.byId.set(7, { id: 7 }),
      (state: any) => state.byId.delete(count >> 1),
    ]) {
      const info = change(rows, handler)
      expect(info.rows).toBe(1)
      expect(info.bytes).toBeLessThan(8500)
    }
  },
)

it('writes about one row per append and reads nothing twice', () => {
  const rows = createStored({ items: createItems(1000) })
  const live = LiveState.load(rows) as LiveState
  let written = 0
  for (let at = 0; at < 2000; at++) {
    ;(live.view(newScope()) as Any).items.push({ id: at, text: 'lorem ipsum '.repeat(12) })
    written += live.commit().rows
  }
  expect(written / 2000).toBeLessThan(1.05)
})

it('trims with slice for the rows of the change', () => {
  const rows = createStored({ items: createItems(400) })
  const live = LiveState.load(rows) as LiveState
  let written = 0
  for (let at = 0; at < 800; at++) {
    const state = live.view(newScope()) as Any
    state.items.push({ id: at, text: 'lorem ipsum '.repeat(12), meta: { n: 0 } })
    state.items = state.items.slice(-400)
    written += live.commit().rows
  }
  expect(written / 800).toBeLessThan(1.3)
  expect(
    ((LiveState.load(rows) as LiveState).snapshot() as Any).items.map((x: Any) => x.id),
  ).toEqual(Array.from({ length: 400 }, (_, at) => at + 400))
})

it('reads only the pages that are touched', () => {
  const rows = createStored({ items: createItems(20_000) })
  rows.reads = 0
  const live = LiveState.load(rows) as LiveState
  const state = live.view(newScope()) as Any
  expect(state.items.length).toBe(20_000)
  expect(state.items.at(-1).id).toBe(19_999)
  expect(state.items[10_000].id).toBe(10_000)
  expect(rows.reads).toBeLessThan(60)
  expect(live.changed).toBe(false)
})

it('reads many pages at once where a list is visited, and few where it is not', () => {
  const rows = createStored({ items: createItems(5000) })
  const ids = (count: number): number[] => Array.from({ length: count }, (_, id) => id)
  const open = (): Any => (LiveState.load(rows) as LiveState).view(newScope()) as Any
  rows.queries = 0
  expect([...open().items].map(({ id }: Any) => id)).toEqual(ids(5000))
  expect(rows.queries).toBeLessThan(30)
  expect(rows.rows.size).toBeGreaterThan(300)
  rows.reads = 0
  for (const { id } of open().items) if (id === 200) break
  expect(rows.reads).toBeLessThan(50)
  rows.reads = 0
  const { items } = open()
  for (const at of [4000, 3000, 2000, 1000]) expect(items[at].id).toBe(at)
  expect(rows.reads).toBeLessThan(20)
})

it('a damaged page keeps nobody from the elements before it', () => {
  const rows = createStored({ items: createItems(1000) })
  const [id] = [...rows.rows.keys()].sort((a, b) => a - b).slice(40)
  for (const data of [null, '[0]', '{']) {
    const broken = new MemoryRows()
    broken.rows = new Map(rows.rows)
    if (data === null) broken.rows.delete(id as number)
    else broken.rows.set(id as number, data)
    const state = (LiveState.load(broken) as LiveState).view(newScope()) as Any
    let count = 0
    const visit = (): void => {
      for (const item of state.items) expect(item.id).toBe(count++)
    }
    expect(visit).toThrow(expect.objectContaining({ row: id }))
    expect(count).toBeGreaterThan(300)
    expect(state.items[count - 1].id).toBe(count - 1)
    expect(state.items[990].id).toBe(990)
  }
})

it('writes nothing when nothing changes', () => {
  const rows = createStored({ a: 1, list: [1, 2] })
  expect(
    change(rows, (state) => {
      state.a = 1
      // biome-ignore lint/correctness/noSelfAssign: it must write nothing
      state.list = state.list
      state.list.sort()
    }),
  ).toEqual({ rows: 0, bytes: 0 })
})

it('removes the rows of removed parts', () => {
  const rows = createStored({
    items: createItems(3000),
    text: 'x'.repeat(1e6),
    deep: { map: new Map([[1, createItems(100)]]) },
  })
  expect(rows.rows.size).toBeGreaterThan(100)
  change(rows, (state) => {
    state.items = []
    state.text = ''
    delete state.deep
  })
  expect(rows.rows.size).toBe(1)
})

it('returns undefined if nothing was ever stored', () => {
  expect(LiveState.load(new MemoryRows())).toBeUndefined()
})

it.each(['[2,{"future":1}]', '[2,{"$":["unknown",1]}]', '[2,{"a":1},"more"]'])(
  'names the row and the version of a newer format, and writes nothing: %s',
  (header) => {
    const rows = createStored({ a: 1 })
    rows.rows.set(1, header)
    rows.writes = 0
    expect(() => LiveState.load(rows)).toThrow(
      expect.objectContaining({ row: 1, version: 2, name: 'DurableObjectStateError' }),
    )
    expect(rows.writes).toBe(0)
  },
)

it('names the row that is damaged or missing, whichever it is', () => {
  const good = createStored({
    items: createItems(2000),
    map: new Map(createItems(300).map((x) => [x.id, x])),
    text: 'y'.repeat(9000),
    bytes: new Uint8Array(9000),
  })
  const damages: ((data: unknown) => string | null)[] = [
    () => null,
    (data) => String(data).slice(0, -3),
    () => '[0]',
    () => '{}',
    () => '[0,{"$":["?"]}]',
  ]
  for (const id of [...good.rows.keys()]) {
    for (const damage of damages) {
      const rows = new MemoryRows()
      rows.rows = new Map(good.rows)
      const data = damage(rows.rows.get(id))
      if (data === null) rows.rows.delete(id)
      else rows.rows.set(id, data)
      let error: unknown
      try {
        LiveState.load(rows)?.snapshot()
      } catch (caught) {
        error = caught
      }
      expect(error, `row ${id} ${data}`).toBeInstanceOf(DurableObjectStateError)
      expect((error as DurableObjectStateError).row).toBeTypeOf('number')
    }
  }
})
