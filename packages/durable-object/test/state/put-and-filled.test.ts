import { describe, expect, it } from 'vitest'
import { DurableObjectStateError } from '../../src/errors.ts'
import { type Any, Handled, type Self, selfOf } from './harness/handled.ts'
import { newScope } from './harness/scope.ts'

/** Each runs on the state and on plain data, and has to leave the same. */
const cases: Record<string, [initial: Any, handler: (self: Self) => unknown]> = {
  'a list per room': [
    { rooms: {} },
    (self) => {
      for (const [room = '', user] of ['ab', 'ac', 'xd', 'ae']) {
        // biome-ignore lint/suspicious/noAssignInExpressions: as people write it
        ;(self.state.rooms[room] ??= []).push(user)
      }
    },
  ],
  'a list that is filled after it was put in': [
    {},
    (self) => {
      const list: Any[] = []
      self.state.list = list
      list.push('one')
      self.state.list.push('two')
      list.push('three', { n: 1 })
      list[3].n++
      self.state.list[3].n++
    },
  ],
  'a record that is made when it is missing': [
    { o: {} },
    (self) => {
      // biome-ignore lint/suspicious/noAssignInExpressions: as people write it
      const get = (key: string): Any => self.state.o[key] || (self.state.o[key] = { hits: 0 })
      get('p').hits++
      get('p').hits++
    },
  ],
  'a card that is moved from pile to pile': [
    {
      deck: [
        { n: 1, tags: ['x'] },
        { n: 2, tags: [] },
      ],
      hand: [],
    },
    (self) => {
      const card = self.state.deck.pop()
      const { tags } = card
      self.state.hand.push(card)
      card.up = true
      tags.push('moved')
      self.state.hand[0].seen = 1
      card.seen++
    },
  ],
  'a task that is put into the next list before it leaves the old one': [
    {
      todo: [
        { n: 1, log: [] },
        { n: 2, log: [] },
      ],
      done: [],
    },
    (self) => {
      const task = self.state.todo[0]
      self.state.done.push(task)
      self.state.todo.splice(self.state.todo.indexOf(task), 1)
      task.done = true
      task.log.push('done')
    },
  ],
  'a linked list that is reversed': [
    { head: { n: 1, next: { n: 2, next: { n: 3, next: { n: 4, next: null } } } } },
    (self) => {
      let before = null
      for (let node = self.state.head; node; ) {
        const { next } = node
        node.next = before
        before = node
        node = next
      }
      self.state.head = before
      before.next.seen = true
    },
  ],
  'a linked list of objects of its own that is reversed after it was put in': [
    {},
    (self) => {
      const last: Any = { n: 1, next: { n: 2, next: { n: 3, next: { n: 4, next: null } } } }
      self.state.head = last
      const second = self.state.head.next
      let before = null
      for (let node = last; node; ) {
        const { next } = node
        node.next = before
        before = node
        node = next
      }
      self.state.head = before
      self.state.head.next.next.seen = true
      last.seen = second.n
    },
  ],
  'a part that changes places with what it is in, through its original and the state': [
    {},
    (self) => {
      const list: Any[] = [new Map()]
      const parent: Any = { name: 'parent', list }
      list[0].set('inner', { name: 'inner', parts: [] })
      self.state.top = parent
      const { inner } = Object.fromEntries(self.state.top.list[0])
      list[0].delete('inner')
      inner.parts.push(parent)
      self.state.top = inner
      parent.seen = true
    },
  ],
  'keys in the order in which the original and the state got them': [
    {},
    (self) => {
      const fields: Any = { first: 1 }
      const map = new Map<string, Any>([['first', 1]])
      Object.assign(self.state, { fields, map })
      fields.second = {}
      map.set('second', {})
      fields.third = 3
      map.set('third', 3)
      self.state.fields.fourth = self.state.fields.third
      self.state.map.set('fourth', self.state.map.get('third'))
      delete fields.third
      map.delete('third')
      fields.second.seen = self.state.fields.third === undefined
      self.state.map.get('second').seen = self.state.map.has('third')
      return [Object.keys(self.state.fields), [...self.state.map.keys()]]
    },
  ],
  'a tree that is rotated': [
    { root: { n: 4, left: { n: 2, left: { n: 1 }, right: { n: 3 } }, right: { n: 5 } } },
    (self) => {
      const { root } = self.state
      const { left } = root
      root.left = left.right
      left.right = root
      self.state.root = left
      root.left.seen = true
      left.right.right.seen = true
    },
  ],
  'elements that are copied within a list that the original has made shorter': [
    {},
    (self) => {
      const list: Any[] = Array.from({ length: 10 }, (_, n) => ({ n }))
      self.state.list = list
      list.splice(2, 3, { n: 'new' })
      self.state.list.copyWithin(0, 5)
      list[0].copied = true
    },
  ],
  'elements that change places': [
    { list: Array.from({ length: 30 }, (_, n) => ({ n, text: 'x'.repeat(20) })) },
    (self) => {
      const { list } = self.state
      const held = list[3]
      for (let at = list.length - 1; at > 0; at--) {
        const to = (at * 7) % (at + 1)
        ;[list[at], list[to]] = [list[to], list[at]]
      }
      held.found = true
      ;[self.state.list[0], self.state.other] = [self.state.list[1], self.state.list[0]]
      self.state.other.n = -1
    },
  ],
  'fields that change places': [
    { a: { big: Array.from({ length: 50 }, (_, n) => ({ n })) }, b: { n: 1 } },
    (self) => {
      const { a, b } = self.state
      ;[self.state.a, self.state.b] = [b, a]
      a.big.push({ n: 'last' })
      b.n++
    },
  ],
  'one object at two places': [
    { earlier: { n: 0 } },
    (self) => {
      const x: Any = { n: 1, list: [] }
      self.state.a = x
      self.state.b = { again: x }
      self.state.a.n++
      self.state.b.again.list.push('b')
      x.list.push('x')
      self.state.c = self.state.a
      self.state.c.list.push('c')
      self.state.d = self.state.earlier
      self.state.d.n++
      self.state.earlier.n++
      delete self.state.a
      x.n++
      self.state.b.again.n++
    },
  ],
  'one object at several places of one list': [
    { list: [] },
    (self) => {
      const x = { n: 1 }
      self.state.list = new Array(3).fill(x)
      self.state.list.push(x, self.state.list[0])
      self.state.list.unshift(self.state.list[2])
      x.n = 2
      self.state.list[4].n++
      self.state.list.copyWithin(0, 3)
      self.state.list.fill(x, 1, 2)
    },
  ],
  'deep inside, looked at and not': [
    {},
    (self) => {
      const x: Any = { a: { b: { c: { list: [1] } } }, p: { q: [{ n: 1 }] } }
      self.state.x = x
      x.a.b.c.list.push(2)
      self.state.x.a.b.c.list.push(3)
      x.a.b = { c: { list: [...x.a.b.c.list, 4] } }
      x.p.q[0].n = 5
      x.p.q.push(x.a)
      self.state.x.p.q[1].extra = true
    },
  ],
  'Map and Set': [
    { m: new Map([['old', { n: 1 }]]), s: new Set([1]) },
    (self) => {
      const m = new Map<Any, Any>()
      const s = new Set<Any>()
      self.state.m.set('new', m)
      self.state.s.add(s)
      m.set('k', [1])
      s.add('x').add(m.get('k'))
      self.state.m.get('new').get('k').push(2)
      m.get('k').push(3)
      self.state.m.get('new').set('view', self.state.m.get('old'))
      m.get('view').n++
      m.delete('k')
      m.set('k', 'again at the end')
      const key = { id: 1 }
      self.state.byObject = new Map([[key, 'v']])
      key.id = 2
      if (self.state.byObject.get(key) !== 'v' || !self.state.s.has(s)) throw new Error('not found')
      self.state.s.delete(s)
      self.state.s.add(key)
      if (!self.state.s.has(key)) throw new Error('not found')
      self.state.s.add(self.state.m.get('old'))
      if (!self.state.s.has(self.state.m.get('old'))) throw new Error('not found')
    },
  ],
  'Date and bytes': [
    { at: new Date(5), bytes: new Uint8Array([1, 2]) },
    (self) => {
      const d = new Date(0)
      self.state.d = d
      d.setTime(7)
      // The first look at it since then.
      self.state.time = new Date(self.state.d).getTime()
      self.state.d.setFullYear(2000)
      d.setMonth(3)
      const bytes = new Uint8Array(4)
      self.state.b = bytes
      bytes[0] = 9
      self.state.b[1]++
      self.state.bytes[0]++
      // biome-ignore lint/suspicious/noAssignInExpressions: as people write it
      ;(self.state.bytes ??= new Uint8Array(4))[0]++
      self.state.more = { view: new DataView(new ArrayBuffer(8)), buffer: new ArrayBuffer(3) }
      self.state.more.view.setUint8(2, 5)
      new Uint8Array(self.state.more.buffer)[1] = 6
      self.state.copy = self.state.bytes
      self.state.bytes[1] = 77
    },
  ],
  'order of the keys as the original has it': [
    {},
    (self) => {
      const x: Any = { a: 1, b: 2, c: {} }
      self.state.x = x
      delete x.a
      x.d = 4
      x.a = 5
      self.state.x.e = 6
      delete x.c
      self.state.x.c = 1
      delete self.state.x.b
      x.b = 1
    },
  ],
  'holes, length, shift, sort and reverse of the original': [
    {},
    (self) => {
      const list: Any[] = [{ n: 3 }, { n: 1 }, { n: 2 }]
      self.state.list = list
      const [first, second] = self.state.list
      list.sort((a, b) => a.n - b.n)
      first.was = 'first'
      list.reverse()
      second.was = 'second'
      list.shift()
      self.state.list.unshift({ n: 0 })
      list[5] = 'far'
      self.state.list.length = 7
      list.length = 6
      delete list[5]
    },
  ],
  'every way of putting something in': [
    { l: [0], m: new Map(), s: new Set(), o: {} },
    (self) => {
      const x = Array.from({ length: 12 }, (): Any => ({ n: 0 }))
      const { l, m, s, o } = self.state
      o.a = x[0]
      l.push(x[1])
      l.unshift(x[2])
      l.splice(1, 0, x[3], x[4])
      l[8] = x[5]
      l.fill(x[6], 7, 8)
      m.set('k', x[7])
      s.add(x[8])
      Object.assign(o, { b: x[9] })
      Object.defineProperty(o, 'c', {
        value: x[10],
        writable: true,
        enumerable: true,
        configurable: true,
      })
      self.state = { ...self.state, whole: x[11] }
      for (const each of x) each.n++
    },
  ],
  'replacing the whole state by what is filled later': [
    { old: [{ n: 1 }] },
    (self) => {
      const next: Any = { kept: self.state.old }
      self.state = next
      next.more = []
      next.more.push(1)
      self.state.kept[0].n++
      next.kept.push({ n: 2 })
    },
  ],
  'parts in fresh objects': [
    { list: [{ n: 1 }, { n: 2 }, { n: 3 }], o: { inner: { n: 1 } } },
    (self) => {
      const [one] = self.state.list
      const copy = [...self.state.list, { n: 4 }]
      self.state.list = copy
      one.n = 10
      copy.push({ n: 5 })
      self.state.list[0].n++
      const o = { ...self.state.o, extra: 1 }
      self.state.o = o
      o.inner.n++
      self.state.filtered = self.state.list.filter((item: Any) => item.n > 2)
      self.state.filtered[0].n = -1
      self.state.sliced = self.state.list.slice(1)
      self.state.sliced[0].n = -2
    },
  ],
  'an old list that is kept and put in again': [
    { list: [{ n: 1 }, { n: 2 }] },
    (self) => {
      const old = self.state.list
      self.state.list = [...old, { n: 3 }]
      self.state.archive = old
      old.push({ n: 'archived' })
      self.state.list[0].n = 7
      old[1].n = 8
    },
  ],
  'taken out, changed and put back': [
    { o: { list: Array.from({ length: 40 }, (_, n) => ({ n, text: 'some text' })) } },
    (self) => {
      const { list } = self.state.o
      delete self.state.o
      list[30].n = 'changed'
      list.pop()
      self.state.back = list
      list[5].n = 'changed too'
    },
  ],
  frozen: [
    {},
    (self) => {
      const list: Any[] = []
      self.state.x = Object.freeze({ list, at: new Date(0) })
      list.push(1)
      self.state.x.list.push(2)
      self.state.y = { f: self.state.x }
    },
  ],
  'taken out again, with what cannot be stored': [
    {},
    (self) => {
      const x: Any = { n: 1 }
      self.state.x = x
      x.f = () => 1
      delete x.f
      const y: Any = {}
      self.state.y = y
      delete self.state.y
      y.f = () => 1
    },
  ],
}

describe('until the handler ends, an object that was put in and its part are one thing', () => {
  for (const [name, [initial, handler]] of Object.entries(cases)) {
    it.each([30, 120, 2000])(`${name} (pages of %i)`, (pageSize) => {
      const handled = new Handled(initial, pageSize)
      handled.run(handler)
      // Nothing of it is left for those that follow.
      handled.run((self) => {
        self.state.next = { n: 1 }
      })
    })
  }
})

it('the old reference has no effect after the handler', () => {
  const handled = new Handled({ bytes: new Uint8Array(2) })
  const x: Any = { list: [{ n: 1 }] }
  let view: Any
  const bytes = handled.onState((self) => {
    self.state.x = x
    view = self.state.x
    return self.state.bytes
  }) as Uint8Array
  x.list.push(1)
  x.list[0].n = 2
  bytes[0] = 1
  handled.onState((self) => {
    expect(self.state.x).toEqual({ list: [{ n: 1 }] })
    expect(self.state.bytes[0]).toBe(0)
    self.state.x.list[0].n = 3
    expect(x.list[0].n).toBe(2)
    self.state.y = 1
  })
  expect(view).toEqual({ list: [{ n: 3 }] })
  expect(handled.live.snapshot()).toMatchObject({ x: { list: [{ n: 3 }] }, y: 1 })
})

it('finds an original where its part is', () => {
  const handled = new Handled({ list: [{ n: 0 }], m: new Map() })
  handled.onState(({ state }) => {
    const x = { n: 1 }
    state.list.push(x)
    state.x = x
    expect(state.list.indexOf(x)).toBe(1)
    expect(state.list.includes(x)).toBe(true)
    expect(state.x).toBe(state.list[1])
    state.x = x
    expect(state.x).toBe(state.list[1])
  })
})

it.each<[string, (x: Any) => void, RegExp]>([
  ['a function', (x) => (x.list[0].f = () => 1), /^state\.x\.list\[0\]\.f is a function/],
  [
    'an instance',
    (x) => x.list.push(new (class Foo {})()),
    /^state\.x\.list\[1\] is an instance of Foo/,
  ],
  ['a cycle', (x) => (x.list[0].up = x), /^state\.x\.list\[0\]\.up contains itself/],
  [
    'a symbol as a key',
    (x) => (x.list[0][Symbol('s')] = 1),
    /^state\.x\.list\[0\]\[Symbol\(s\)\] has a symbol as its key/,
  ],
  ['a named property', (x) => (x.list.extra = 1), /^state\.x\.list\.extra is a named property/],
  [
    'another prototype',
    (x) => Object.setPrototypeOf(x.list[0], Map.prototype),
    /^state\.x\.list\[0\] now has another prototype/,
  ],
])('refuses %s that came later, with its path, at the end', (_, spoil, message) => {
  const handled = new Handled({})
  expect(() =>
    handled.onState(({ state }) => {
      const x = { list: [{}] }
      state.x = x
      spoil(x)
      expect(state.x.list.length).toBeGreaterThan(0)
    }),
  ).toThrow(message)
  handled.live.undo()
  expect(handled.live.snapshot()).toEqual({})
  expect(handled.live.changed).toBe(false)
})

describe('savepoints', () => {
  it('undo changes made through the state and through the original', () => {
    const handled = new Handled({ bytes: new Uint8Array(1), deck: [{ n: 1 }], hand: [] })
    handled.onState(({ state }) => {
      const x: Any = { list: [{ n: 1 }], m: new Map(), at: new Date(1) }
      state.x = x
      x.list[0].n = 2
      state.bytes[0] = 1
      const mark = handled.live.mark()
      x.list[0].n = 3
      x.list.push({})
      state.x.m.set('k', 1)
      x.at.setTime(5)
      state.bytes[0] = 9
      state.y = x
      const card = state.deck.pop()
      state.hand.push(card)
      card.n = 2
      handled.live.undo(mark)
      expect(x).toEqual({ list: [{ n: 2 }], m: new Map(), at: new Date(1) })
      expect(state.bytes[0]).toBe(1)
      expect(state.x.list[0]).toEqual({ n: 2 })
      card.n = 5
      x.list.push('after')
      state.x.m.set('after', 1)
    })
    handled.plain.state = {
      bytes: new Uint8Array([1]),
      deck: [{ n: 5 }],
      hand: [],
      x: { list: [{ n: 2 }, 'after'], m: new Map([['after', 1]]), at: new Date(1) },
    }
    handled.check()
  })

  it('forget what was put in after them', () => {
    const handled = new Handled({})
    handled.onState(({ state }) => {
      const mark = handled.live.mark()
      const x: Any = { n: 1 }
      state.x = x
      handled.live.undo(mark)
      x.f = () => 1
      delete x.f
      x.n = 2
      state.again = x
      x.n = 3
    })
    handled.plain.state = { again: { n: 3 } }
    handled.check()
  })
})

describe('outside', () => {
  function outside(
    handled: Handled,
    between: (self: Self) => void,
    { before, after }: { before: (self: Self) => void; after: (self: Self) => void },
  ): void {
    const scope = newScope()
    const self = selfOf(handled.live, scope)
    before(self)
    handled.live.commit()
    handled.live.leave(scope)
    handled.onState(between)
    handled.live.comeBack(scope)
    handled.live.assertMet(scope)
    after(self)
    handled.live.commit()
    handled.live.release(scope)
  }

  it('keeps what both sides change', () => {
    const handled = new Handled({ bytes: new Uint8Array(2) })
    const x: Any = { list: [{ n: 1 }], other: {} }
    outside(
      handled,
      ({ state }) => {
        state.x.list.push({ theirs: 1 })
        state.x.list[0].n = 2
        state.bytes[1] = 5
      },
      {
        before({ state }) {
          state.x = x
          state.bytes[0] = 1
        },
        after({ state }) {
          expect(x.list).toEqual([{ n: 2 }, { theirs: 1 }])
          x.list[0].mine = true
          x.list.push('mine')
          state.x.other.mine = true
          state.bytes[0]++
        },
      },
    )
    handled.plain.state = {
      bytes: new Uint8Array([2, 5]),
      x: { list: [{ n: 2, mine: true }, { theirs: 1 }, 'mine'], other: { mine: true } },
    }
    handled.check()
    expect(x).toEqual(handled.plain.state.x)
  })

  it('refuses an original that was changed meanwhile, where others changed its part too', () => {
    const handled = new Handled({})
    const x: Any = { list: [{ n: 1 }] }
    expect(() =>
      outside(
        handled,
        ({ state }) => {
          state.x.list[0].n = 3
          x.list[0].n = 2
        },
        { before: ({ state }) => (state.x = x), after: () => undefined },
      ),
    ).toThrow(/^state\.x\.list\[0\].*changed during this\.outside\(\)/)
  })

  it('keeps what was changed meanwhile if others did not change the same object', () => {
    const handled = new Handled({})
    const x: Any = { list: [{ n: 1 }] }
    outside(
      handled,
      ({ state }) => {
        x.list[0].n = 2
        state.x.theirs = 1
      },
      { before: ({ state }) => (state.x = x), after: () => x.list.push('after') },
    )
    handled.plain.state = { x: { list: [{ n: 2 }, 'after'], theirs: 1 } }
    handled.check()
  })

  it('refuses changes of an original whose part others took out', () => {
    const handled = new Handled({ y: 0 })
    const x: Any = { list: [{ n: 1 }] }
    const options = { before: ({ state }: Self) => void Object.assign(state, { x }) }
    const take = ({ state }: Self): void => void delete state.x
    expect(() => outside(handled, take, { ...options, after: () => x.list.push(2) })).toThrow(
      DurableObjectStateError,
    )
    handled.live.undo()
    outside(handled, take, { ...options, after: ({ state }) => (state.y = 1) })
    expect(handled.live.snapshot()).toEqual({ y: 1 })
  })

  it('writes nothing if nothing was changed', () => {
    const handled = new Handled({ a: { n: 1 } })
    const scope = newScope()
    const self = selfOf(handled.live, scope)
    self.state.x = { list: [self.state.a] }
    handled.live.commit()
    handled.live.leave(scope)
    handled.live.comeBack(scope)
    handled.live.flush()
    expect(handled.live.changed).toBe(false)
  })

  it('a moved part stays the one that the handler holds', () => {
    const handled = new Handled({ deck: [{ n: 1 }], hand: [] })
    let card: Any
    outside(handled, ({ state }) => state.hand[0].n++, {
      before({ state }) {
        card = state.deck.pop()
        state.hand.push(card)
      },
      after: () => (card.up = true),
    })
    handled.plain.state = { deck: [], hand: [{ n: 2, up: true }] }
    handled.check()
  })
})

describe('cost', () => {
  it('a part that changes its place takes its rows along', () => {
    const handled = new Handled({ a: Array.from({ length: 500 }, (_, n) => ({ n })), o: {} })
    const { live } = handled
    const state = live.view(newScope()) as Any
    state.o.moved = state.a
    delete state.a
    expect(live.commit().rows).toBeLessThan(3)
  })

  it('one key does not need a look at all others', () => {
    const handled = new Handled({})
    const state = handled.live.view(newScope()) as Any
    let looks = 0
    const counted = new Proxy<Any>(
      {},
      {
        ownKeys(target) {
          looks++
          return Reflect.ownKeys(target)
        },
      },
    )
    state.fields = counted
    looks = 0
    for (let n = 0; n < 100; n++) {
      state.fields[`state${n}`] = { n }
      counted[`own${n}`] = { n }
      state.fields[`own${n}`].n++
    }
    expect(looks).toBe(0)
    expect(Object.keys(state.fields).slice(0, 3)).toEqual(['state0', 'own0', 'state1'])
  })

  it('a new element of a Set does not need a look at all others', () => {
    const handled = new Handled({})
    const state = handled.live.view(newScope()) as Any
    const own = new Set<Any>()
    state.set = own
    let looks = 0
    own.keys = () => {
      looks++
      return Set.prototype.keys.call(own)
    }
    for (let n = 0; n < 100; n++) state.set.add({ n })
    expect([looks, own.size]).toEqual([0, 100])
  })

  it('only reading writes nothing', () => {
    const handled = new Handled({ bytes: new Uint8Array(500), at: new Date(0) })
    const { bytes, at } = handled.live.view(newScope()) as Any
    expect([bytes.length, at.getTime()]).toEqual([500, 0])
    handled.live.flush()
    expect(handled.live.changed).toBe(false)
  })
})

it('names what changed in originals for the schema', () => {
  const handled = new Handled({ a: { n: 1 }, b: { n: 1 } })
  const state = handled.live.view(newScope()) as Any
  const x = { n: 1 }
  state.b.x = x
  handled.live.commit()
  x.n = 2
  handled.live.flush()
  expect([...(handled.live.changedParts ?? [])]).toEqual([['b', new Set(['x'])]])
  expect(handled.live.part(['b'])).toEqual({ n: 1, x: { n: 2 } })
})
