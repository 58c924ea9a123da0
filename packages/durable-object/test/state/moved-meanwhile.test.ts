import { expect, it } from 'vitest'
import { type Any, Handled, selfOf } from './harness/handled.ts'
import { newScope } from './harness/scope.ts'

/** What a handler does before and after it is outside, and what another one does meanwhile. */
function run(
  before: (state: Any) => Any,
  meanwhile: (state: Any) => void,
  after: (state: Any, found: Any) => void,
): unknown {
  const handled = new Handled({ todo: [{ n: 1, tags: ['x'] }], done: [] })
  const scope = newScope()
  const self = selfOf(handled.live, scope)
  const found = before(self.state)
  handled.live.commit()
  handled.live.leave(scope)
  handled.onState((other) => meanwhile(other.state))
  handled.live.comeBack(scope)
  after(self.state, found)
  handled.live.commit()
  handled.live.release(scope)
  return handled.live.snapshot()
}

it('a part that another handler moved while this one was outside can be changed where it is read again', () => {
  const state = run(
    (state) => state.todo[0].tags,
    (state) => {
      state.done.push(state.todo.pop())
    },
    (state) => {
      const [card] = state.done
      card.n++
      card.tags.push('y')
    },
  )
  expect(state).toEqual({ todo: [], done: [{ n: 2, tags: ['x', 'y'] }] })
})

it('the same in a new list', () => {
  const state = run(
    (state) => state.todo[0],
    (state) => {
      state.done = { cards: state.todo.slice() }
      state.todo = []
    },
    (state) => {
      state.done.cards[0].tags.push('y')
    },
  )
  expect(state).toEqual({ todo: [], done: { cards: [{ n: 1, tags: ['x', 'y'] }] } })
})

it('through an old reference, which is the same view, it can be changed once it was read again', () => {
  const state = run(
    (state) => state.todo[0],
    (state) => {
      state.done.push(state.todo.pop())
    },
    (state, card) => {
      expect(() => card.n++).toThrow('state.todo[0] was removed')
      expect(state.done[0]).toBe(card)
      card.n++
    },
  )
  expect(state).toEqual({ todo: [], done: [{ n: 2, tags: ['x'] }] })
})

const moveAll = (state: Any) => {
  state.done = { cards: state.todo.slice() }
  state.todo = []
}

it('bytes that it had put in, and that another handler moved, can be changed once they were read again', () => {
  const put = (state: Any) => {
    const bytes = new Uint8Array([1, 2])
    state.todo.push(bytes)
    return bytes
  }
  const state = run(put, moveAll, (state, bytes) => {
    expect(state.done.cards[1]).toBe(bytes)
    bytes[0] = 9
  })
  expect(state).toEqual({
    todo: [],
    done: { cards: [{ n: 1, tags: ['x'] }, new Uint8Array([9, 2])] },
  })
  const change = (_: Any, bytes: Uint8Array) => {
    bytes[0] = 9
  }
  expect(() => run(put, moveAll, change)).toThrow('Read it again from this.state.')
})

it('the same of bytes that it had read', () => {
  const handled = new Handled({ todo: [new Uint8Array([1, 2])], done: {} })
  const scope = newScope()
  const self = selfOf(handled.live, scope)
  const bytes = self.state.todo[0]
  handled.live.leave(scope)
  handled.onState((other) => moveAll(other.state))
  handled.live.comeBack(scope)
  expect(self.state.done.cards[0]).toBe(bytes)
  bytes[0] = 9
  handled.live.commit()
  handled.live.release(scope)
  expect(handled.live.snapshot()).toEqual({ todo: [], done: { cards: [new Uint8Array([9, 2])] } })
})

it('bytes that are only seen in what another handler removed are not found again', () => {
  const handled = new Handled({ todo: [new Uint8Array([1, 2])], done: {} })
  const scope = newScope()
  const self = selfOf(handled.live, scope)
  const { todo } = self.state
  const bytes = todo[0]
  handled.live.leave(scope)
  handled.onState((other) => moveAll(other.state))
  handled.live.comeBack(scope)
  expect(todo[0]).toBe(bytes)
  bytes[0] = 9
  expect(() => handled.live.commit()).toThrow('Read it again from this.state.')
})
