import { connect } from '@cloudwerk/client'
import { liveHook } from '@cloudwerk/client/react'
import { expect, it } from 'vitest'

it('any name will do before an app has types', () => {
  const page = (): unknown[] => {
    const room = connect<'Room'>('/room', {
      optimistic: {
        say(state, text) {
          state.messages.push(text)
        },
      },
    })
    const useRoom = liveHook<'Room'>()
    return [room.calls.say('x'), room.getSnapshot().title, useRoom('/room').state.title]
  }
  expect(page).toThrow('needs an absolute address')
})
