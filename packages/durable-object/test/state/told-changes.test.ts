import { describe, expect, it, vi } from 'vitest'
import { createLiveFeed } from '../../src/runtime/live/live-feed.ts'
import { createViewRules, type ViewRule } from '../../src/runtime/live/view-rules.ts'
import { LiveState } from '../../src/state/index.ts'
import type { Any } from './harness/handled.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { ReferenceClient } from './harness/reference-client.ts'
import { newScope } from './harness/scope.ts'

type View = Record<string, true | ViewRule>

/** A state that one page sees. */
function watched(value: Record<string, unknown>, view?: View) {
  const all = Object.keys(value).map((key) => [key, true] as const)
  const rules = createViewRules(view ?? Object.fromEntries([...all, ['new', true]]))
  const audience = rules.audienceOf(undefined)
  const rows = new MemoryRows()
  const live = LiveState.create(rows, value, { pageSize: 200 })
  live.commit()
  const feed = createLiveFeed(rules)
  feed.attach(live)
  feed.watch()
  const client = new ReferenceClient()
  client.show(feed.viewText(audience))
  return { live, rows, feed, audience, client, change, told }

  function change(handler: (state: Any) => void): void {
    const scope = newScope()
    handler(live.view(scope))
    live.commit()
    live.release(scope)
  }

  /** The operations of one handler; undefined where the view is too long for a frame. */
  function told(handler: (state: Any) => void): unknown {
    change(handler)
    const operations = feed.takeFrame()?.operations(audience)
    if (operations !== undefined) {
      client.apply(operations)
      const page = new ReferenceClient()
      page.show(feed.viewText(audience))
      expect(client.view).toEqual(page.view)
    }
    return operations && JSON.parse(operations)
  }
}

const long = 'The quick brown fox jumps over the lazy dog, and then it sleeps until the morning.'

const cases: [string, Record<string, unknown>, (state: Any) => void, unknown[]][] = [
  ['a field', { n: 1, m: 1 }, (state) => state.n++, [['=', ['n'], 2]]],
  ['a new field', { n: 1 }, (state) => (state.new = [1]), [['=', ['new'], [1]]]],
  ['a deleted field', { n: 1, m: 1 }, (state) => delete state.n, [['-', ['n']]]],
  [
    'a field that was deleted and put again, so that it comes last',
    { n: 1, m: 1 },
    (state) => {
      delete state.n
      state.n = 2
    },
    [
      ['-', ['n']],
      ['=', ['n'], 2],
    ],
  ],
  [
    'several changes of one field at once',
    { n: 1 },
    (state) => {
      for (let at = 0; at < 100; at++) state.n += at
    },
    [['=', ['n'], 4951]],
  ],
  [
    'pushes as one splice',
    { l: [1] },
    ({ l }) => {
      l.push(2)
      l.push(3)
    },
    [['~', ['l'], 1, 0, [2, 3]]],
  ],
  ['unshift', { l: [1] }, ({ l }) => l.unshift(0), [['~', ['l'], 0, 0, [0]]]],
  ['splice', { l: [1, 2, 3, 4] }, ({ l }) => l.splice(1, 2, 'x'), [['~', ['l'], 1, 2, ['x']]]],
  ['an element', { l: [1, 2, 3] }, ({ l }) => (l[1] = 5), [['=', ['l', 1], 5]]],
  ['elements in a row', { l: [1, 2, 3] }, ({ l }) => l.fill(0), [['~', ['l'], 0, 3, [0, 0, 0]]]],
  ['length', { l: [1, 2, 3] }, ({ l }) => (l.length = 1), [['~', ['l'], 1, 2, []]]],
  [
    'holes',
    { l: [1] },
    ({ l }) => (l[3] = 4),
    [['~', ['l'], 1, 0, [{ $: ['h'] }, { $: ['h'] }, 4]]],
  ],
  ['sort', { l: [3, 1, 2] }, ({ l }) => l.sort(), [['#', ['l'], [1, 2, 0]]]],
  ['reverse', { l: [1, 2, 3] }, ({ l }) => l.reverse(), [['#', ['l'], [2, 1, 0]]]],
  [
    'a pushed element that sort moves, as one that was put there',
    { l: [1, 2, 4, 5] },
    ({ l }) => {
      l.push(3)
      l.sort()
    },
    [['~', ['l'], 2, 0, [3]]],
  ],
  [
    'a field of an element that moves in the same handler, by its new index',
    { l: [{ n: 3 }, { n: 1 }] },
    ({ l }) => {
      l[0].n = 4
      l.sort((a: Any, b: Any) => a.n - b.n)
      l.unshift({ n: 0 })
    },
    [
      ['#', ['l'], [1, 0]],
      ['~', ['l'], 0, 0, [{ n: 0 }]],
      ['=', ['l', 2, 'n'], 4],
    ],
  ],
  [
    'a part that is put in and then changed, as a whole',
    { l: [] },
    ({ l }) => {
      l.push({ n: 1 })
      l[0].n = 2
    },
    [['~', ['l'], 0, 0, [{ n: 2 }]]],
  ],
  [
    'a new list around the old elements, as a splice',
    { l: [{ n: 1 }, { n: 2 }] },
    (state) => (state.l = [...state.l, { n: 3 }]),
    [['~', ['l'], 2, 0, [{ n: 3 }]]],
  ],
  [
    'a new object around the old fields, by what differs',
    { o: { a: { x: 1 }, b: 1 } },
    (state) => (state.o = { ...state.o, b: 2 }),
    [['=', ['o', 'b'], 2]],
  ],
  [
    'a change deep in new values around old ones',
    {
      o: {
        list: [
          { id: 1, tags: ['x'] },
          { id: 2, tags: [] },
        ],
      },
    },
    (state) => {
      state.o = {
        ...state.o,
        list: state.o.list.map((each: Any) => (each.id === 1 ? { ...each, done: true } : each)),
      }
    },
    [['=', ['o', 'list', 0, 'done'], true]],
  ],
  [
    'the end of a long text',
    { t: long },
    (state) => (state.t += '!'),
    [['t', ['t'], long.length, 0, '!']],
  ],
  [
    'the middle of a long text in a list',
    { l: [long] },
    ({ l }) => (l[0] = long.replace('brown', 'red')),
    [['t', ['l', 0], 10, 5, 'red']],
  ],
  [
    'surrogates as pairs',
    { t: `${long}😀` },
    (state) => (state.t = `${long}😁`),
    [['t', ['t'], long.length, 2, '😁']],
  ],
  [
    'an entry of a Map',
    { m: new Map([[1, 1]]) },
    ({ m }) => m.set(1, 2),
    [['=', ['m', ['k', 1]], 2]],
  ],
  [
    'inside an entry of a Map',
    { m: new Map([['a', { n: 1 }]]) },
    ({ m }) => m.get('a').n++,
    [['=', ['m', ['k', 'a'], 'n'], 2]],
  ],
  [
    'a deleted entry',
    { m: new Map([[1n, 1]]) },
    ({ m }) => m.delete(1n),
    [['-', ['m', ['k', { $: ['i', '1'] }]]]],
  ],
  [
    'clear',
    {
      m: new Map([
        [1, 1],
        [2, 2],
      ]),
    },
    ({ m }) => {
      m.clear()
      m.set(1, 0)
    },
    [
      ['0', ['m']],
      ['=', ['m', ['k', 1]], 0],
    ],
  ],
  [
    'members of a Set',
    { s: new Set([1, 2]) },
    ({ s }) => {
      s.delete(1)
      s.add(3)
    },
    [
      ['x', ['s'], 1],
      ['+', ['s'], 3],
    ],
  ],
  [
    'a Set with a new object, as a whole',
    { s: new Set([1]) },
    ({ s }) => s.add({ n: 1 }),
    [['=', ['s'], { $: ['s', 1, { n: 1 }] }]],
  ],
  [
    'a Map whose key changed, as a whole',
    { m: new Map([[{ n: 1 }, 1]]) },
    ({ m }) => ([...m.keys()][0].n = 2),
    [['=', ['m'], { $: ['m', { n: 2 }, 1] }]],
  ],
  ['a Date', { d: new Date(5) }, ({ d }) => d.setTime(6), [['=', ['d'], { $: ['d', 6] }]]],
  [
    'bytes',
    { b: new Uint8Array(2) },
    ({ b }) => (b[1] = 1),
    [['=', ['b'], { $: ['b', 'Uint8Array', 'AAE='] }]],
  ],
  [
    'nothing for what is put where it is',
    { o: { n: 1 } },
    (state) => Object.assign(state, { o: state.o }),
    [],
  ],
]

it.each(cases)('tells %s', (_, value, handler, operations) => {
  expect(watched(value).told(handler)).toEqual(operations)
})

it.each([100, 10_000])('tells one that moves among %i as one that is put there', (count) => {
  const players = Array.from({ length: count }, (_, at) => ({ name: `player ${at}`, points: at }))
  const { told } = watched({ players })
  const operations = told((state) => {
    state.players[3].points = 50.5
    state.players.sort((a: Any, b: Any) => a.points - b.points)
  })
  expect(operations).toEqual([
    ['~', ['players'], 3, 1, []],
    ['~', ['players'], 50, 0, [{ name: 'player 3', points: 50.5 }]],
  ])
})

it('tells a Map whole where a value with an object as its key has changed', () => {
  const page = watched({ m: new Map<object, object>([[new Set([1]), { list: [1] }]]) })
  expect(page.told((state) => [...state.m.values()][0].list.push(2))).toEqual([
    ['=', ['m'], { $: ['m', { $: ['s', 1] }, { list: [1, 2] }] }],
  ])
  expect(
    page.told((state) => {
      const [[key, value]] = [...state.m]
      state.m.set(key, { ...value, more: [] })
    }),
  ).toEqual([['=', ['m'], { $: ['m', { $: ['s', 1] }, { list: [1, 2], more: [] }] }]])
  expect(page.told((state) => [...state.m.values()][0].more.push(3))).toHaveLength(1)
})

it('tells __proto__ like any other key', () => {
  const { told } = watched({ o: {} })
  const operations = told(({ o }) => {
    Object.defineProperty(o, '__proto__', {
      value: 1,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  })
  expect(operations).toEqual([['=', ['o', '__proto__'], 1]])
})

it('tells the view when the state is replaced', () => {
  const { live, feed, audience } = watched({ n: 1 })
  live.replace(newScope(), { n: 2 })
  live.commit()
  expect(feed.takeFrame()?.operations(audience)).toBe('[["=",[],{"n":2}]]')
})

it('tells nothing that a savepoint or a failed commit has undone', () => {
  const { live, rows, feed, audience, told } = watched({ n: 1, l: [1] })
  told((state) => {
    state.n = 2
    const mark = live.mark()
    state.l.push(2)
    state.n = 3
    live.undo(mark)
  })
  rows.save()
  rows.failAfter = 0
  const scope = newScope()
  ;(live.view(scope) as Any).l.push(3)
  expect(() => live.commit()).toThrow('disk full')
  rows.rollback()
  live.undo()
  rows.failAfter = Infinity
  live.release(scope)
  expect(feed.takeFrame()).toBeUndefined()
  expect(feed.viewText(audience)).toBe('{"n":2,"l":[1]}')
  expect(told((state) => state.l.push(4))).toEqual([['~', ['l'], 1, 0, [4]]])
})

it('puts the commits since the last frame into one, in their order', () => {
  const { change, feed, audience, client } = watched({ l: [1], n: 1 })
  change(({ l }) => l.unshift(0))
  change((state) => state.n++)
  change(({ l }) => (l[0] = { n: 0 }))
  const text = feed.takeFrame()?.operations(audience) as string
  expect(JSON.parse(text)).toEqual([
    ['~', ['l'], 0, 0, [0]],
    ['=', ['n'], 2],
    ['=', ['l', 0], { n: 0 }],
  ])
  client.apply(text)
  expect(client.view).toEqual({ l: [{ n: 0 }, 1], n: 2 })
  expect(feed.takeFrame()).toBeUndefined()
})

it('needs the view for over 5,000 operations, in one commit or several', () => {
  const items = Array.from({ length: 6000 }, (_, at) => [at, { n: 0, text: long }] as const)
  const { change, feed, audience } = watched({ m: new Map(items) })
  const count = (most: number, n: number) => {
    return change(({ m }) => {
      for (let at = 0; at < most; at++) m.get(at).n = n
    })
  }
  const told = () => feed.takeFrame()?.operations(audience)
  count(5000, 1)
  expect(JSON.parse(told() ?? '')).toHaveLength(5000)
  count(5001, 2)
  expect(told()).toBeUndefined()
  count(2500, 3)
  count(2500, 4)
  expect(JSON.parse(told() ?? '')).toHaveLength(5000)
  count(2500, 5)
  count(2501, 6)
  expect(told()).toBeUndefined()
})

it('needs the view when that is shorter', () => {
  const { told, live, feed, audience } = watched({ a: 'x'.repeat(9000), n: 1 })
  expect(told((state) => (state.n = 2))).toHaveLength(1)
  const scope = newScope()
  const state = live.view(scope) as Any
  for (let at = 0; at < 300; at++) {
    state.a = `${at}`.repeat(10)
    live.commit()
  }
  state.a = ''
  live.commit()
  expect(feed.takeFrame()?.operations(audience)).toBe('[["=",[],{"a":"","n":2}]]')
})

it('needs the view for what changed before somebody watched, and for another state', () => {
  const { live, feed, audience, told, change } = watched({ n: 1 })
  feed.unwatch()
  const scope = newScope()
  ;(live.view(scope) as Any).n = 2
  feed.watch()
  live.commit()
  expect(feed.takeFrame()?.operations(audience)).toBe('[["=",[],{"n":2}]]')
  expect(told((state) => state.n++)).toEqual([['=', ['n'], 3]])
  feed.attach(live)
  expect(feed.takeFrame()?.operations(audience)).toBe('[["=",[],{"n":3}]]')
  feed.unwatch()
  change((state) => state.n++)
  expect(feed.takeFrame()).toBeUndefined()
})

it('stores what a handler changed where damaged rows keep it from being told', () => {
  const rows = new MemoryRows()
  const items = Array.from({ length: 40 }, (_, at) => ({ text: `${at} `.repeat(20) }))
  LiveState.create(rows, { l: items }, { pageSize: 100 }).commit()
  const live = LiveState.load(rows, { pageSize: 100 }) as LiveState
  const rules = createViewRules({ l: { last: 1 } })
  const audience = rules.audienceOf(undefined)
  const feed = createLiveFeed(rules)
  feed.attach(live)
  feed.watch()
  expect(feed.viewText(audience)).toContain('39 39')
  for (const [id, data] of rows.rows) if (String(data).includes('38 38')) rows.rows.set(id, '[')
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const scope = newScope()
  ;(live.view(scope) as Any).l.pop()
  live.commit()
  expect(logged).toHaveBeenCalledWith(expect.stringContaining('as a whole'), expect.any(Error))
  logged.mockRestore()
  expect(feed.takeFrame()?.operations(audience)).toBeUndefined()
  expect(() => feed.viewText(audience)).toThrow('damaged')
  expect(live.changed).toBe(false)
})

it('says which keys changed, whether or not they are shown', () => {
  const { change, feed } = watched({ a: 1, b: { c: [] }, d: 1 }, { a: true })
  change((state) => state.b.c.push(1))
  const frame = feed.takeFrame()
  expect(['a', 'b', 'd'].map((key) => frame?.changes(key))).toEqual([false, true, false])
})

it.each([10, 10_000, 80_000])('sends as much for a change of a list of %i items', (count) => {
  const l = Array.from({ length: count }, (_, at) => ({ user: `user ${at % 10}`, n: 0 }))
  const { told } = watched({ l })
  const append = JSON.stringify(told((state) => state.l.push({ user: 'me', n: 0 })))
  expect(append.length - `${count}`.length).toBe(38)
  const edit = JSON.stringify(told((state) => state.l[3].n++))
  expect(edit).toBe('[["=",["l",3,"n"],1]]')
})

describe('of masks', () => {
  const message = (user: string, text = user) => ({ user, text, ip: '10.0.0.1' })

  it('shows the last items of a list, and picked fields', () => {
    const view = { l: { last: 2, pick: ['user', 'text'] } }
    const { told, client } = watched({ l: ['a', 'b', 'c'].map((user) => message(user)) }, view)
    expect(client.view).toEqual({
      l: [
        { user: 'b', text: 'b' },
        { user: 'c', text: 'c' },
      ],
    })
    expect(told(({ l }) => l.push(message('d')))).toEqual([
      ['~', ['l'], 0, 1, []],
      ['~', ['l'], 1, 0, [{ user: 'd', text: 'd' }]],
    ])
    expect(told(({ l }) => (l[0].text = 'hidden'))).toEqual([])
    expect(told(({ l }) => (l[3].ip = 'hidden'))).toEqual([])
    expect(told(({ l }) => (l[2].text = 'shown'))).toEqual([['=', ['l', 0, 'text'], 'shown']])
    expect(told(({ l }) => l.pop())).toEqual([
      ['~', ['l'], 0, 0, [{ user: 'b', text: 'b' }]],
      ['~', ['l'], 2, 1, []],
    ])
  })

  it('omits fields, of an object too', () => {
    const { told, client } = watched({ o: message('a') }, { o: { omit: ['ip'] } })
    expect(client.view).toEqual({ o: { user: 'a', text: 'a' } })
    expect(told(({ o }) => (o.ip = 'hidden'))).toEqual([])
    expect(told((state) => (state.o = message('b')))).toEqual([
      ['=', ['o'], { user: 'b', text: 'b' }],
    ])
  })

  it('shows a key to some viewers only, and encodes once for those who see the same', () => {
    const rules = createViewRules({ n: true, secret: { if: (viewer: boolean) => viewer } })
    const [all, admin] = [rules.audienceOf(false), rules.audienceOf(true)]
    expect(rules.audienceOf(false)).toBe(all)
    expect(rules.audiences).toBe(2)
    expect(all.id).not.toBe(admin.id)
    const live = LiveState.create(new MemoryRows(), { n: 1, secret: 1 })
    live.commit()
    const feed = createLiveFeed(rules)
    feed.attach(live)
    feed.watch()
    expect([all, admin].map((each) => feed.viewText(each))).toEqual([
      '{"n":1}',
      '{"n":1,"secret":1}',
    ])
    ;(live.view(newScope()) as Any).secret = 2
    live.commit()
    const frame = feed.takeFrame()
    expect([all, admin].map((each) => frame?.operations(each))).toEqual([
      '[]',
      '[["=",["secret"],2]]',
    ])
  })
})
