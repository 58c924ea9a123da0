import { expect, it } from 'vitest'
import { Answers } from './answers.ts'

it('a call that is sent again runs once', () => {
  const answers = new Answers()
  answers.greet('ann')
  expect(answers.find('ann', 1, false)).toEqual({ kind: 'new' })
  answers.begin('ann', 1)
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'running' })
  answers.keep('ann', 1, 'one')
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'answered', text: 'one' })
  expect(answers.find('bob', 1, true)).toEqual({ kind: 'new' })
})

it('the same on a connection that was there when the object woke', () => {
  const answers = new Answers()
  answers.begin('ann', 7)
  answers.keep('ann', 7, 'seven')
  answers.greet('ann')
  expect(answers.find('ann', 7, true)).toEqual({ kind: 'answered', text: 'seven' })
})

it('a call that was refused may be sent again', () => {
  const answers = new Answers()
  answers.greet('ann')
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'new' })
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'new' })
})

it('an answer that is not kept any more is not taken for a call that has not run', () => {
  const answers = new Answers()
  answers.greet('ann')
  for (let call = 1; call <= 65; call++) {
    answers.begin('ann', call)
    answers.keep('ann', call, `${call}`)
  }
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'forgotten' })
  expect(answers.find('ann', 2, true)).toEqual({ kind: 'answered', text: '2' })
})

it('a client that was dropped for others is not taken for a new one', () => {
  const answers = new Answers()
  answers.greet('ann')
  answers.begin('ann', 1)
  for (let other = 0; other < 10_000; other++) answers.greet(`${other}`)
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'forgotten' })
  answers.greet('ann')
  expect(answers.find('ann', 1, true)).toEqual({ kind: 'forgotten' })
  expect(answers.find('ann', 2, false)).toEqual({ kind: 'new' })
})
