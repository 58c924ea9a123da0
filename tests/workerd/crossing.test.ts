import { expect, test } from 'vitest'
import { objectOf } from './calls.ts'

const crossing = (name: string) => objectOf('Crossing', name)

test('a slice of primitives arrives as an array', async () => {
  expect(await crossing('slice').page()).toEqual({ first: [1, 2], all: [1, 2, 3] })
  expect(await crossing('slice').putPage()).toEqual([2, 3])
})
