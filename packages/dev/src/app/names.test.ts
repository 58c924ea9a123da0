import { describe, expect, it } from 'vitest'
import { UserError } from '../user-error.ts'
import { bindingOf, classNameOf } from './names.ts'

function refusal(file: string): UserError {
  try {
    throw new Error(`${file} gives ${classNameOf(file)}`)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

describe('classNameOf', () => {
  it.each([
    ['counter.ts', 'Counter'],
    ['chat-room.ts', 'ChatRoom'],
    ['chat_room.ts', 'ChatRoom'],
    ['chat.room.mts', 'ChatRoom'],
    ['chatRoom.ts', 'ChatRoom'],
    ['ChatRoom.mjs', 'ChatRoom'],
    ['room-2.ts', 'Room2'],
    ['URLCache.ts', 'URLCache'],
    ['a-b.ts', 'AB'],
    ['map.ts', 'Map'],
    ['response.ts', 'Response'],
    ['durable-object.ts', 'DurableObject'],
    ['object.ts', 'Object'],
    ['env.ts', 'Env'],
  ])('turns %s into %s', (file, className) => {
    expect(classNameOf(`app/objects/${file}`)).toBe(className)
  })

  it.each([
    ['123-x.ts', 'x.ts'],
    ['3d-model.mts', 'd-model.mts'],
    ['123.ts', 'object-123.ts'],
    ['-.ts', 'object.ts'],
    ['café.ts', 'cafe.ts'],
    ['chat$room.ts', 'chat-room.ts'],
    ['counter (1).js', 'counter-1.js'],
    ['My_Thing 2.ts', 'My-Thing-2.ts'],
    ['chat room.js', 'chat-room.js'],
    ['部屋.ts', 'object.ts'],
  ])('refuses %s and suggests %s', (file, suggestion) => {
    const error = refusal(`app/objects/${file}`)
    expect(error.message).toBe(`No class name can be derived from the file name "${file}".`)
    expect(error.file).toBe(`app/objects/${file}`)
    expect(error.hint).toContain(`for example to ${suggestion}:`)
    expect(() => classNameOf(`app/objects/${suggestion}`)).not.toThrow()
  })
})

describe('bindingOf', () => {
  it.each([
    ['Counter', 'COUNTER'],
    ['ChatRoom', 'CHAT_ROOM'],
    ['URLCache', 'URL_CACHE'],
    ['HTTPServer', 'HTTP_SERVER'],
    ['ChatV2Room', 'CHAT_V2_ROOM'],
    ['Room2', 'ROOM2'],
    ['AB', 'AB'],
  ])('turns %s into %s', (className, binding) => {
    expect(bindingOf(className)).toBe(binding)
  })
})
